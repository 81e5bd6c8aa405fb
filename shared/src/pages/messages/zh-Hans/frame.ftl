# 用于多个页面。
or = 或
steps = 您现在可以
back-to-start = 返回首页
go-on = 继续
sign-out = 退出登录
sign-in = 登录
sign-in-with-password = 使用密码登录
name = 姓名
email = 电子邮箱
password = 密码
amazon-account = 亚马逊账户

# 再次显示表单的页面标题。
error-title = 错误：{ $title }
# 发生了什么，接下来怎么办。
title-and-detail = { $title }。{ $detail }
# 位于问题代码之前。
code-label = 代码：

# 已登录一个账户，却使用了另一账户的亚马逊账户。
sign-out-first = 退出并继续
stay-signed-in = 保持登录

privacy = 隐私
terms = 使用条款
