account-title = アカウント
account-ways-in = ログイン方法
account-amazon = Amazonアカウント { $hint }

account-sessions = ログイン中の端末
account-this-browser = このブラウザー
account-another-browser = 別のブラウザーまたはアプリ
account-signed-in = ログイン
account-with-amazon = Amazonを使用
account-with-password = パスワードを使用
account-last-used = 最終利用
account-more = ここに表示しきれないものがあります。「すべてからログアウト」を選ぶと、それらも終了します。
account-times = 時刻はUTCです。利用は数時間ごとに記録されます。

account-end-one = この端末をログアウト
# 同じ内容。スクリーンリーダーでボタンを区別するためのもの。
account-end-one-named = この端末をログアウト（{ $time } にログイン）
account-end-others = ほかのすべてからログアウト
account-end-all = すべてからログアウト
account-sign-out-here = ここからログアウト
