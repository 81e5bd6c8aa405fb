link-title = お客様のアカウントですか？
link-found = メールアドレス { $email } のアカウントがすでにあります。
link-found-unnamed = Amazonから通知されたメールアドレスのアカウントがすでにあります。
link-ask = そのアカウントのパスワードを入力すると、今後はこのAmazonアカウントでログインできます。
link-join = 現在、別のアカウントにログインしています。そのアカウントのパスワードを入力すると、今後は二つのアカウントが一つになります。
link-no-tries = このAmazonアカウントではログインできません。
link-password = 当サイトのアカウントのパスワード
link-hint = Amazonのパスワードではありません。当サイトでお尋ねすることはありません。
link-submit = 連携してログイン
link-wrong-password = { $tries ->
    [0] パスワードが正しくありません。これ以上は入力できません。連携は行われていません。最初からやり直してください。
   *[other] パスワードが正しくありません。あと{ $tries }回入力できます。
}

link-else = その他の場合
link-not-now = 今は行わない場合
link-go-on = このまま続ける
link-not-yours = お客様のアカウントではありませんか？
link-leave-it = そのままにしてください。連携は行われません。
link-own-account = または、そのアドレスをそのままにして、ご自身のアカウントを作成できます。
link-not-me = 私ではありません。自分のアカウントを作成する
link-unwanted = パスワードはわかるが、連携はしたくない場合
link-another = 別のAmazonアカウントを使う場合
link-another-first = Amazonではアカウントを選べないため、先にAmazonからログアウトしてください。その後、{ $link }。同じAmazonアカウントが表示される場合は、まだAmazonにログインしています。
link-start-again = 最初からやり直してください

link-ask-mailbox = そのアカウントにはパスワードがありません。メールボックスがお客様のものであることを確認すると、以後このAmazonアカウントでログインできます。
link-send-code = メールでコードを送る
link-forgot = パスワードをお忘れの場合は、そのアカウントのメールアドレスにコードをお送りできます。
link-code-sent = そのアカウントのメールアドレスにコードをお送りしています。15分以内に、このブラウザーのこの画面に入力してください。
link-code = メールのコード
link-send-again = 別のコードを送る
link-wrong-code = { $tries ->
    [0] コードが正しくなく、残りの回数もありません。連携は行われていません。最初からやり直してください。
   *[other] コードが正しくありません。あと{ $tries }回入力できます。
}
