account-title = 您的账户
account-ways-in = 登录方式
account-amazon = 亚马逊账户 { $hint }

account-sessions = 已登录的设备
account-this-browser = 此浏览器
account-another-browser = 其他浏览器或应用
account-signed-in = 登录
account-with-amazon = 使用亚马逊
account-with-password = 使用密码
account-last-used = 上次使用
account-more = 还有一些无法在此显示。选择“全部退出”也会结束它们。
account-times = 时间为 UTC；使用情况每隔几小时记录一次。

account-end-one = 退出该设备
# 含义相同，供屏幕阅读器区分按钮。
account-end-one-named = 退出该设备，登录于 { $time }
account-end-others = 退出其他所有设备
account-end-all = 全部退出
account-sign-out-here = 在此退出
