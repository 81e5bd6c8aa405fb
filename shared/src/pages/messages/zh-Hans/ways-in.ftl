ways-amazon = 可打开此账户的 Amazon 账户
ways-amazon-none = 暂无。
ways-amazon-email = 在 Amazon 的电子邮箱
ways-linked = 关联时间
ways-unlink = 解除关联
ways-unlink-named = 解除与 Amazon 账户 { $hint } 的关联
ways-only = 这是您唯一的登录方式。要解除关联，请先设置密码或关联另一个 Amazon 账户。
ways-connect = 关联 Amazon 账户
ways-connect-hint = Amazon 不提供账户选择：要关联与您当前在 Amazon 登录的不同的账户，请先在 Amazon 退出登录。

ways-password-now = 您当前的密码
ways-password-new = 新密码
ways-password-change = 更改密码
ways-password-set = 设置密码
ways-password-ends = 登录此账户的所有其他人都会因此退出登录。
ways-password-wrong = 这不是您的密码。
ways-password-missing = 请输入您当前使用的密码。

ways-back = 返回您的账户
ways-prove-password = 您的密码
ways-prove-amazon = 或者再次使用 Amazon 登录，并在二十分钟内操作：
ways-on-to-amazon = 前往 Amazon
ways-on-to-amazon-text = 您在 Amazon 决定该 Amazon 账户是否可以打开您在此处的账户。关联之前会再询问您一次。
ways-go-on-to-amazon = 继续前往 Amazon
