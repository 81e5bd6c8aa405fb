first-title = É a sua primeira vez aqui?
first-text = Esta conta da Amazon ainda não abre nenhuma conta aqui:
first-new = É a minha primeira vez
first-create = Criar uma conta
first-own = Já tenho uma conta
first-own-text = Digite o e-mail e a senha dela, e a partir de agora esta conta da Amazon a abre.
first-neither = Nenhuma das duas?
first-wrong = { $tries ->
    [0] O e-mail ou a senha não está correto e não restam tentativas. Nada foi vinculado. Comece de novo.
    [1] O e-mail ou a senha não está correto. Resta 1 tentativa.
   *[other] O e-mail ou a senha não está correto. Restam { $tries } tentativas.
}
