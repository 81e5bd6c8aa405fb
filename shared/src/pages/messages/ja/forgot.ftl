forgot-link = パスワードをお忘れですか？
forgot-text = アカウントのメールアドレスを入力してください。アカウントがあれば、新しいパスワードを設定するためのリンクをそのアドレスに送ります。
forgot-submit = リンクを送る
forgot-too-many = ご利用の接続元からの送信依頼が多すぎます。15分ほどお待ちください。
forgot-sent-title = メールをご確認ください
forgot-sent-text = { $email } のアカウントがあれば、リンクを記載したメールをお送りしています。リンクは30分間、1回だけ使えます。
forgot-sent-nothing = メールが届かない場合は、迷惑メールフォルダーと上記のアドレスをご確認のうえ、もう一度お試しください。「Login with Amazon」で作成されたアカウントにはパスワードがありません。Amazonでログインしてください。
forgot-again = もう一度送る

reset-title = 新しいパスワードを設定
reset-for = { $email } のアカウントのパスワードを設定します。
reset-identities = 引き続きログインできるAmazonアカウント
reset-identities-text = 選択しなかったAmazonアカウントでは、このアカウントにログインできなくなります。お客様のものでないアカウントは選択しないでください。
reset-submit = パスワードを設定する
reset-ends = このアカウントにログイン中の端末は、すべてログアウトされます。
reset-done-title = 新しいパスワードを設定しました
reset-done-text = ログイン中だった端末はすべてログアウトされました。続けるには、新しいパスワードでログインしてください。
