letter-greeting = 您好：
letter-footer = 这是 { $site } 自动发送的邮件，请勿回复。
letter-if-button-fails = 如果按钮无法使用，请将此地址复制到浏览器中：
letter-not-you = 如果不是您本人的操作，请不必理会：不会有任何变化。
letter-undo = 如果是您本人的操作，则无需理会。如果不是，请在此撤销：
letter-undo-button = 撤销
letter-choose-password = 设置新密码

letter-prove-subject = 请确认您在 { $site } 的邮箱地址
letter-prove = 有人在 { $site } 的账户中填写了此地址。如果是您本人，请确认该地址属于您：
letter-prove-button = 确认此地址
letter-prove-after = 该链接在 { $hours } 小时内有效。

letter-registered-subject = 您在 { $site } 已有账户
letter-registered = 有人试图用此地址在 { $site } 注册。使用该地址的账户已经存在，因此未作任何更改。如果是您本人，请登录：
letter-registered-button = 登录
letter-registered-forgot = 如果不知道密码，请在此设置新密码：
letter-registered-after = 如果不是您本人，则无需理会：没有人因此得知您账户的任何信息。

letter-reset-subject = 请为 { $site } 设置新密码
letter-reset = 有人请求为您在 { $site } 的账户设置新密码。请在此设置：
letter-reset-after = 该链接在 { $minutes } 分钟内有效，且只能使用一次。如果不是您请求的，请不必理会：您的密码保持不变。

letter-code-subject = 您在 { $site } 的验证码
letter-code = 有人在 { $site } 使用亚马逊登录，并希望将该亚马逊账户关联到您的账户。如果是您本人，请在要求输入验证码的页面上输入：
letter-code-named = 有人以“{ $name }”的名义在 { $site } 使用亚马逊登录，并希望将该亚马逊账户关联到您的账户。如果是您本人，请在要求输入验证码的页面上输入：
letter-code-after = 验证码在 { $minutes } 分钟内有效，且只能在请求它的浏览器中使用。
letter-code-secret = 如果不是您请求的，请不必理会：不会进行任何关联。无论对方自称是谁，都不要告诉其验证码，否则对方可能进入您的账户。

letter-new-address-subject = 请确认您在 { $site } 的新邮箱地址
letter-new-address = 此地址将成为 { $site } 某个账户的新登录地址。如果是您本人的请求，请确认：
letter-new-address-button = 确认新地址

letter-linked-subject = 一个亚马逊账户已关联到您在 { $site } 的账户
letter-linked = 现在可以用亚马逊账户 { $hint } 登录您在 { $site } 的账户。

letter-unlinked-subject = 一个亚马逊账户已与您在 { $site } 的账户解除关联
letter-unlinked = 现在无法再用亚马逊账户 { $hint } 登录您在 { $site } 的账户。
letter-unlinked-after = 如果不是您本人的操作，则有他人能够进入您的账户。请登录 { $site }，在其他所有地方退出登录，并设置新密码。

letter-password-subject = 您在 { $site } 的密码已更改
letter-password = 您在 { $site } 的账户密码已更改。
letter-password-after = 如果是您本人的操作，则无需理会。如果不是，请在此设置新密码，其他地方的登录都将因此失效：

letter-address-subject = 您在 { $site } 的账户地址已更改
letter-address = 您在 { $site } 的账户现在的登录地址是 { $address }。此邮件发送到原来的地址。
letter-address-earlier = 如果不是您本人的操作，请用一周之内发送到此前一个地址的邮件撤消。
letter-address-restored = 您在 { $site } 的账户不再使用此地址。有人从此前一个地址撤消了更改，所有设备都已退出登录。如果不是您本人的操作，可能有其他人在阅读那个邮箱：请联系 { $site }。
