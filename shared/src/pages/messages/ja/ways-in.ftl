ways-amazon = このアカウントを開ける Amazon アカウント
ways-amazon-none = まだありません。
ways-amazon-email = Amazon でのメールアドレス
ways-linked = 連携した日時
ways-unlink = 連携を解除
ways-unlink-named = Amazon アカウント { $hint } の連携を解除
ways-only = これが唯一のサインイン方法です。解除するには、先にパスワードを設定するか、別の Amazon アカウントを連携してください。
ways-connect = Amazon アカウントを連携
ways-connect-hint = Amazon ではアカウントを選べません。現在 Amazon でサインインしているものとは別のアカウントを連携するには、先に Amazon でサインアウトしてください。

ways-password-now = 現在のパスワード
ways-password-new = 新しいパスワード
ways-password-change = パスワードを変更
ways-password-set = パスワードを設定
ways-password-ends = このアカウントにサインインしているほかのすべての利用者はサインアウトされます。
ways-password-wrong = パスワードが違います。
ways-password-missing = 現在のパスワードを入力してください。

ways-back = アカウントに戻る
ways-prove-password = パスワード（確認）
ways-prove-amazon = または、もう一度 Amazon でサインインし、20 分以内に操作してください。
ways-on-to-amazon = Amazon へ進みます
ways-on-to-amazon-text = その Amazon アカウントがこちらのアカウントを開いてよいかどうかは、Amazon で選択します。連携する前に、もう一度確認します。
ways-go-on-to-amazon = Amazon へ進む
