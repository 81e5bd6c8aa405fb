link-title = 这是您的账户吗？
link-found = 本站已有一个使用邮箱地址 { $email } 的账户。
link-found-unnamed = 本站已有一个使用亚马逊所提供邮箱地址的账户。
link-ask = 请输入该账户的密码，此后您即可用这个亚马逊账户登录：
link-join = 您已登录到另一个账户。请输入该账户的密码，此后两个账户将合为一个：
link-no-tries = 无法用这个亚马逊账户登录：
link-password = 您在本站账户的密码
link-hint = 不是您的亚马逊密码：我们绝不会索要它。
link-submit = 关联并登录
link-wrong-password = { $tries ->
    [0] 密码不正确，且已没有剩余次数。未进行任何关联。请重新开始。
   *[other] 密码不正确。您还可以尝试 { $tries } 次。
}

link-else = 其他情况
link-not-now = 现在不想合并？
link-go-on = 直接继续
link-not-yours = 不是您的账户？
link-leave-it = 不必理会：不会进行任何关联。
link-own-account = 或者拥有您自己的账户，该地址保持不变：
link-not-me = 不是我：为我创建自己的账户
link-unwanted = 知道密码，但不想关联？
link-another = 要用另一个亚马逊账户？
link-another-first = 亚马逊不提供账户选择，请先在亚马逊退出登录，然后{ $link }。如果出现的仍是同一个亚马逊账户，说明您在那里仍处于登录状态。
link-start-again = 重新开始

link-ask-mailbox = 该账户没有密码。请证明其邮箱属于您，此后便可用此亚马逊账户打开它：
link-send-code = 向其邮箱发送验证码
link-forgot = 忘记密码了吗？我们可以向该账户的邮箱发送验证码。
link-code-sent = 验证码正在发往该账户的邮箱。请在十五分钟内于此浏览器中输入。
link-code = 邮件中的验证码
link-send-again = 再发送一个验证码
link-wrong-code = { $tries ->
    [0] 验证码不正确，且已没有剩余次数。未进行任何关联。请重新开始。
   *[other] 验证码不正确。您还可以尝试 { $tries } 次。
}
