account-title = Sua conta
account-ways-in = Formas de entrar
account-amazon = Conta da Amazon { $hint }

account-sessions = Onde você está conectado
account-this-browser = Este navegador
account-another-browser = Outro navegador ou aplicativo
account-signed-in = Entrada
account-with-amazon = Com a Amazon
account-with-password = Com sua senha
account-last-used = Último uso
account-more = Há mais do que é possível mostrar aqui. “Sair de todos os lugares” encerra também essas sessões.
account-times = Os horários estão em UTC; o uso é registrado a cada poucas horas.

account-end-one = Encerrar essa sessão
# O mesmo para um leitor de tela, que precisa distinguir os botões.
account-end-one-named = Encerrar essa sessão, iniciada em { $time }
account-end-others = Sair de todos os outros lugares
account-end-all = Sair de todos os lugares
account-sign-out-here = Sair daqui
