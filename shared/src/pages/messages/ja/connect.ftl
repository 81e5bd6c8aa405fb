connect-title = この Amazon アカウントを連携しますか？
connect-text = 今後、この Amazon アカウントでサインインした人は、こちらのお客様のアカウントにサインインします。
connect-account = こちらのアカウント
connect-submit = 連携する
connect-not-yours = ご自分の Amazon アカウントではありませんか？
connect-another = Amazon ではアカウントを選べないため、先に Amazon でサインアウトし、それからご自分のアカウントで連携してください。同じ Amazon アカウントに戻る場合は、まだ Amazon にサインインしています。
connect-ends = お客様のアカウントにサインインしているほかのすべてのブラウザとアプリはサインアウトされます。
