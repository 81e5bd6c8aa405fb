connect-title = 关联此 Amazon 账户？
connect-text = 从现在起，使用此 Amazon 账户登录的人将登录您在此处的账户：
connect-account = 您在此处的账户
connect-submit = 关联
connect-not-yours = 不是您的 Amazon 账户？
connect-another = 由于 Amazon 不提供选择，请先在 Amazon 退出登录，然后从您的账户中关联。如果仍返回同一个 Amazon 账户，说明您在那里仍处于登录状态。
connect-ends = 登录您账户的所有其他浏览器和应用都会因此退出登录。
