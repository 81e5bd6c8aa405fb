leaving-title = 您的数据
leaving-text = 下载此处保存的所有关于您的信息，或删除您的账户。
leaving-download = 下载我的数据
leaving-delete = 删除我的账户

delete-title = 删除您的账户？
delete-text = 此处保存的所有关于您的信息都将删除。您将在所有地方退出登录。此操作无法撤销。
delete-email = { $email } 将不再能打开任何内容。
delete-amazon = 为证明是您本人，请再次使用 Amazon 登录，并在二十分钟内操作：
delete-submit = 永久删除我的账户
delete-keep = 保留

deleted-title = 您的账户已删除
deleted-text = 您已在所有地方退出登录。此处保存的信息不再指向您。
deleted-amazon = 您的 Amazon 账户照旧。您可以在那里撤销本网站查看您个人资料的许可。
