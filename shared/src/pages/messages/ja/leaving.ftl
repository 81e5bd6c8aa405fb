leaving-title = お客様のデータ
leaving-text = ここに保存されているお客様の情報をすべてダウンロードするか、アカウントを削除できます。
leaving-download = データをダウンロード
leaving-delete = アカウントを削除

delete-title = アカウントを削除しますか？
delete-text = ここに保存されているお客様の情報はすべて削除されます。すべての場所でサインアウトされます。元に戻すことはできません。
delete-email = { $email } では何も開けなくなります。
delete-amazon = ご本人であることを確認するため、もう一度 Amazon でサインインし、20 分以内に操作してください。
delete-submit = アカウントを完全に削除
delete-keep = 削除しない

deleted-title = アカウントは削除されました
deleted-text = すべての場所でサインアウトされました。ここに残る情報がお客様につながることはもうありません。
deleted-amazon = お客様の Amazon アカウントはこれまでどおりです。プロフィールを見るこのサイトの許可は、Amazon で取り消せます。
