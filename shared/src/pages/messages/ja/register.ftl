register-title = アカウントを作成
register-submit = アカウントを作成
register-password-hint = { $min }文字以上。文字の種類は問わず、空白も使えます。いくつかの単語を並べると覚えやすくなります。
register-have-account = すでにアカウントをお持ちですか？{ $link }
register-taken = お持ちのアカウントにログイン
register-too-many = ご利用の回線からのアカウント作成が多すぎます。15分ほどお待ちください。
