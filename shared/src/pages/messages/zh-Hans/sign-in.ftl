sign-in-new-here = 第一次来？使用 Login with Amazon 会自动为您创建账户。您也可以{ $link }。
sign-in-new-here-amazon = 第一次来？使用 Login with Amazon 会自动为您创建账户。
sign-in-create-with-password = 使用密码创建账户

signed-in-title = 您已登录
signed-in-as = 登录身份：{ $email }。

begin-title = 前往亚马逊？
begin-explanation = 另一个页面将您带到这里登录。如果这是您的本意，请继续；否则不会发生任何事情。

separate-title = 您已登录到一个新账户
separate-explanation = 本站已有一个账户使用您亚马逊账户的邮箱地址。该账户没有密码，因此我们无法在此确认它属于您。为保护该账户，我们为您另建了一个不含该地址的账户。
