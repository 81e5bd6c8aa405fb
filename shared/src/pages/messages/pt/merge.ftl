merge-title = Você já tinha uma conta?
merge-text = Se você já tinha uma conta, com endereço de e-mail e senha, continue com ela: a partir daí a conta da Amazon { $hint } abre essa conta, e esta nova, que ainda está vazia, é encerrada.
merge-submit = Continuar com a minha conta anterior
