letter-greeting = お客様へ
letter-footer = このメールは { $site } から自動的に送信されています。ご返信いただいてもお答えできません。
letter-if-button-fails = ボタンを使えない場合は、このアドレスをブラウザにコピーしてください。
letter-not-you = お心当たりがない場合は、何もしないでください。何も変更されません。
letter-undo = ご自身の操作であれば、何もする必要はありません。お心当たりがない場合は、こちらから取り消してください。
letter-undo-button = 取り消す
letter-choose-password = 新しいパスワードを設定

letter-prove-subject = { $site } のメールアドレスをご確認ください
letter-prove = { $site } のアカウントに、このメールアドレスが入力されました。ご自身の操作であれば、お客様のアドレスであることを確認してください。
letter-prove-button = メールアドレスを確認
letter-prove-after = リンクの有効期間は { $hours } 時間です。

letter-registered-subject = { $site } のアカウントはすでにお持ちです
letter-registered = このメールアドレスで { $site } に登録しようとした方がいます。このアドレスのアカウントはすでにあるため、何も変更されていません。ご自身の操作であれば、ログインしてください。
letter-registered-button = ログイン
letter-registered-forgot = パスワードがわからない場合は、こちらから新しく設定してください。
letter-registered-after = お心当たりがない場合は、何もする必要はありません。お客様のアカウントについては誰にも知られていません。

letter-reset-subject = { $site } の新しいパスワードを設定してください
letter-reset = { $site } のアカウントについて、新しいパスワードの設定が求められました。こちらから設定してください。
letter-reset-after = リンクの有効期間は { $minutes } 分で、一度だけ使えます。お心当たりがない場合は、何もしないでください。パスワードはそのままです。

letter-code-subject = { $site } の確認コード
letter-code = { $site } にAmazonでログインした方が、そのAmazonアカウントをお客様のアカウントに連携しようとしています。ご自身の操作であれば、コードの入力を求めるページにこのコードを入力してください。
letter-code-named = { $site } にAmazonで「{ $name }」という名前でログインした方が、そのAmazonアカウントをお客様のアカウントに連携しようとしています。ご自身の操作であれば、コードの入力を求めるページにこのコードを入力してください。
letter-code-after = コードの有効期間は { $minutes } 分で、コードを求めたブラウザでのみ使えます。
letter-code-secret = お心当たりがない場合は、何もしないでください。連携は行われません。相手が誰を名乗っていても、このコードを決して教えないでください。お客様のアカウントに入られるおそれがあります。

letter-new-address-subject = { $site } の新しいメールアドレスをご確認ください
letter-new-address = このメールアドレスを { $site } のアカウントの新しいログイン用アドレスにする手続きが行われました。ご自身の操作であれば、確認してください。
letter-new-address-button = 新しいメールアドレスを確認

letter-linked-subject = { $site } のアカウントにAmazonアカウントが連携されました
letter-linked = 今後はAmazonアカウント { $hint } で { $site } のお客様のアカウントにログインできます。

letter-unlinked-subject = { $site } のアカウントからAmazonアカウントの連携が解除されました
letter-unlinked = 今後はAmazonアカウント { $hint } で { $site } のお客様のアカウントにログインできません。
letter-unlinked-after = お心当たりがない場合は、他の方がお客様のアカウントに入れる状態です。{ $site } にログインし、他のすべての場所からログアウトして、新しいパスワードを設定してください。

letter-password-subject = { $site } のパスワードが変更されました
letter-password = { $site } のアカウントのパスワードが変更されました。
letter-password-after = ご自身の操作であれば、何もする必要はありません。お心当たりがない場合は、こちらから新しく設定してください。ほかの場所ではすべてログアウトされます。

letter-address-subject = { $site } のアカウントのメールアドレスが変更されました
letter-address = { $site } のアカウントのログイン用アドレスは { $address } になりました。このメールは変更前のアドレスにお送りしています。
letter-address-earlier = お心当たりがない場合は、1週間以内に、この前のアドレス宛てにお送りしたメールから元に戻してください。
letter-address-restored = { $site } のアカウントは、このアドレスではなくなりました。この前のアドレスから変更が取り消され、すべての端末がログアウトされました。お心当たりがない場合は、ほかの人が前のアドレスのメールを読んでいる可能性があります。{ $site } にご連絡ください。
