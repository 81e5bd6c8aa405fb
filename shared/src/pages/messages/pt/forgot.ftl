forgot-link = Esqueceu a senha?
forgot-text = Digite o e-mail da sua conta. Se ela existir, enviaremos para esse endereço um link para você escolher uma nova senha.
forgot-submit = Enviar o link
forgot-too-many = Foram pedidas mensagens demais a partir da sua conexão. Aguarde um quarto de hora.
forgot-sent-title = Veja sua caixa de entrada
forgot-sent-text = Se existir uma conta com o endereço { $email }, uma mensagem com um link está a caminho. O link vale uma única vez, por meia hora.
forgot-sent-nothing = Não chegou? Veja na caixa de spam, confira o endereço acima e peça de novo. Uma conta criada com o Login with Amazon não tem senha: entre com a Amazon.
forgot-again = Pedir de novo

reset-title = Escolha uma nova senha
reset-for = Para a conta de { $email }.
reset-identities = Quais contas da Amazon poderão continuar entrando?
reset-identities-text = As que você não marcar não abrirão mais esta conta. Não marque nenhuma que não seja sua.
reset-submit = Definir a senha
reset-ends = Todos os que estiverem conectados a esta conta serão desconectados.
reset-done-title = Sua nova senha está definida
reset-done-text = Todos os que estavam conectados foram desconectados. Entre com a nova senha para continuar.
