ways-amazon = Contas da Amazon que a abrem
ways-amazon-none = Nenhuma ainda.
ways-amazon-email = E-mail na Amazon
ways-linked = Vinculada em
ways-unlink = Desvincular
ways-unlink-named = Desvincular a conta da Amazon { $hint }
ways-only = É a sua única forma de entrar. Para desvinculá-la, defina antes uma senha ou conecte outra conta da Amazon.
ways-connect = Conectar uma conta da Amazon
ways-connect-hint = A Amazon não permite escolher entre contas: para conectar outra que não seja aquela em que você entrou lá, saia antes da Amazon.

ways-password-now = Sua senha atual
ways-password-new = Nova senha
ways-password-change = Mudar a senha
ways-password-set = Definir uma senha
ways-password-ends = Todos os outros que entraram nesta conta são desconectados.
ways-password-wrong = Essa não é a sua senha.
ways-password-missing = Digite a senha que você tem agora.

ways-back = Voltar à sua conta
ways-prove-password = Sua senha
ways-prove-amazon = Ou entre novamente com a Amazon e faça isso em até vinte minutos:
ways-on-to-amazon = Ir para a Amazon
ways-on-to-amazon-text = Na Amazon você decide se aquela conta da Amazon pode abrir a sua conta aqui. Você será perguntado mais uma vez antes de vinculá-la.
ways-go-on-to-amazon = Continuar para a Amazon
