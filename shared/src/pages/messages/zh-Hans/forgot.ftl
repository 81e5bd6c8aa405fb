forgot-link = 忘记密码？
forgot-text = 请输入您账户的电子邮件地址。如果存在这样的账户，我们会向该地址发送一个链接，用于设置新密码。
forgot-submit = 发送链接
forgot-too-many = 从您所在的网络请求的邮件过多。请等待十五分钟。
forgot-sent-title = 请查看您的邮箱
forgot-sent-text = 如果存在地址为 { $email } 的账户，一封带有链接的邮件正在发送途中。该链接在半小时内有效，且只能使用一次。
forgot-sent-nothing = 没有收到邮件？请查看垃圾邮件，核对上面的地址，然后重新请求。通过 Login with Amazon 创建的账户没有密码：请用亚马逊账户登录。
forgot-again = 重新请求

reset-title = 设置新密码
reset-for = 为 { $email } 的账户设置。
reset-identities = 哪些亚马逊账户可以继续登录？
reset-identities-text = 未勾选的亚马逊账户将无法再打开此账户。请勿勾选不属于您的账户。
reset-submit = 设置密码
reset-ends = 所有已登录此账户的设备都将退出登录。
reset-done-title = 新密码已设置
reset-done-text = 所有已登录的设备都已退出登录。请用新密码登录以继续。
