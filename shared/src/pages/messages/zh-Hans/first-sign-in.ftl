first-title = 您是第一次来吗？
first-text = 此 Amazon 账户尚未打开这里的任何账户：
first-new = 我是新用户
first-create = 创建账户
first-own = 我已有账户
first-own-text = 请输入其电子邮箱地址和密码，从现在起此 Amazon 账户即可打开它。
first-neither = 两者都不是？
first-wrong = { $tries ->
    [0] 电子邮箱或密码不正确，且没有剩余尝试次数。没有关联任何内容。请重新开始。
    [1] 电子邮箱或密码不正确。您还可以尝试 1 次。
   *[other] 电子邮箱或密码不正确。您还可以尝试 { $tries } 次。
}
