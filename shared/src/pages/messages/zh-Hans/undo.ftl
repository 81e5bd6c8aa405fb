undo-title = 要撤销吗？
undo-link-text = 亚马逊账户 { $hint } 可以打开您在此处的账户。如果不是您关联的，请立即取消关联。所有已登录的设备都将退出登录。
undo-link-submit = 取消关联
undo-address-text = 您在此处的账户现在使用另一个地址。如果不是您更改的，请恢复 { $email }：所有设备将退出登录，密码会被移除，任何亚马逊账户都无法再打开它。然后您可以设置新密码，并重新关联您的亚马逊账户。
undo-address-submit = 恢复我的地址
undo-done-title = 已撤销
undo-link-done = 该亚马逊账户无法再打开您的账户，所有设备都已退出登录。如果其他人可能知道您的密码，请设置新密码。
undo-address-done = 您的账户已恢复原来的地址，所有设备都已退出登录。请设置新密码以继续。
