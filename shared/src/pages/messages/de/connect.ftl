connect-title = Dieses Amazon-Konto verbinden?
connect-text = Von nun an wird, wer sich mit diesem Amazon-Konto anmeldet, in Ihrem Konto hier angemeldet:
connect-account = Ihr Konto hier
connect-submit = Verbinden
connect-not-yours = Nicht Ihr Amazon-Konto?
connect-another = Melden Sie sich zuerst bei Amazon ab, denn dort kann man nicht wählen; verbinden Sie es dann von Ihrem Konto aus. Kommt dasselbe Amazon-Konto wieder, sind Sie dort noch angemeldet.
connect-ends = Alle anderen Browser und Apps, die in Ihrem Konto angemeldet sind, werden dadurch abgemeldet.
