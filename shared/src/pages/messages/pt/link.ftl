link-title = Esta conta é sua?
link-found = Já existe aqui uma conta com o endereço de e-mail { $email }.
link-found-unnamed = Já existe aqui uma conta com o endereço de e-mail que a Amazon nos informou.
link-ask = Digite a senha dessa conta e, a partir de agora, você poderá entrar nela com esta conta da Amazon:
link-join = Você entrou em outra. Digite a senha dessa conta e, a partir de agora, as duas serão uma só:
link-no-tries = Com esta conta da Amazon não é possível entrar nela:
link-password = Senha da sua conta neste site
link-hint = Não é a sua senha da Amazon: nunca a pedimos.
link-submit = Vincular e entrar
link-wrong-password = { $tries ->
    [0] A senha não está correta e não restam tentativas. Nada foi vinculado. Comece de novo.
    [1] A senha não está correta. Resta 1 tentativa.
   *[other] A senha não está correta. Restam { $tries } tentativas.
}

link-else = Outra situação?
link-not-now = Agora não?
link-go-on = Continuar sem esta etapa
link-not-yours = A conta não é sua?
link-leave-it = Então deixe como está: nada é vinculado.
link-own-account = Ou tenha uma sua, que deixa esse endereço onde está:
link-not-me = Não sou eu: criar uma conta própria
link-unwanted = Você sabe a senha, mas não quer vincular as contas?
link-another = Outra conta da Amazon?
link-another-first = Primeiro saia da Amazon, que não permite escolher a conta; depois, { $link }. Se a mesma conta da Amazon aparecer de novo, você ainda está conectado lá.
link-start-again = comece de novo

link-ask-mailbox = Essa conta não tem senha. Mostre que a caixa de e-mail dela é sua e, a partir daí, esta conta da Amazon a abrirá:
link-send-code = Enviar um código para o e-mail dela
link-forgot = Esqueceu a senha? Podemos enviar um código para o e-mail dessa conta.
link-code-sent = Um código está a caminho do e-mail dessa conta. Digite-o aqui, neste navegador, em até quinze minutos.
link-code = Código da mensagem
link-send-again = Enviar outro código
link-wrong-code = { $tries ->
    [0] O código não está certo e não restam tentativas. Nada foi vinculado. Comece de novo.
    [1] O código não está certo. Resta 1 tentativa.
   *[other] O código não está certo. Restam { $tries } tentativas.
}
