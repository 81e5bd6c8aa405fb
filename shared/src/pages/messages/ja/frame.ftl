# 多くのページで使います。
or = または
steps = 次にできること
back-to-start = トップページに戻る
go-on = 続ける
sign-out = ログアウト
sign-in = ログイン
sign-in-with-password = パスワードでログイン
name = お名前
email = メールアドレス
password = パスワード
amazon-account = Amazonアカウント

# フォームをもう一度表示するページのタイトル。
error-title = エラー：{ $title }
# 何が起きたか、次にどうするか。
title-and-detail = { $title }。{ $detail }
# 問題のコードの前。
code-label = コード：

# ログイン中のアカウントとは別のアカウントのAmazonアカウントの場合。
sign-out-first = ログアウトして続ける
stay-signed-in = ログインしたままにする

privacy = プライバシー
terms = 利用規約
