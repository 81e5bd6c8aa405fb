sign-in-new-here = 初めてご利用ですか？「Login with Amazon」なら、アカウントが自動的に作成されます。または{ $link }。
sign-in-new-here-amazon = 初めてご利用ですか？「Login with Amazon」なら、アカウントが自動的に作成されます。
sign-in-create-with-password = パスワードを設定して作成できます

signed-in-title = ログインしています
signed-in-as = { $email } としてログインしています。

begin-title = Amazonに進みますか？
begin-explanation = 別のページからログインのためにここへ移動しました。ご自身の操作であれば、このままお進みください。そうでなければ、何も起こりません。

separate-title = 新しいアカウントにログインしました
separate-explanation = お使いのAmazonアカウントのメールアドレスは、すでに当サイトのアカウントで使われています。そのアカウントにはパスワードがないため、お客様のものかどうかをここでは確認できません。安全のため、そのメールアドレスを含まない別のアカウントを作成しました。
