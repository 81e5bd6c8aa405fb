# Em muitas páginas.
or = ou
steps = O que você pode fazer agora
back-to-start = Voltar à página inicial
go-on = Continuar
sign-out = Sair
sign-in = Entrar
sign-in-with-password = Entrar com sua senha
name = Nome
email = E-mail
password = Senha
amazon-account = Conta da Amazon

# O título de uma página que mostra um formulário de novo.
error-title = Erro: { $title }
# O que aconteceu e o que fazer em seguida.
title-and-detail = { $title }. { $detail }
# Antes do código de um problema.
code-label = Código:

# Com sessão em uma conta e com a conta da Amazon de outra.
sign-out-first = Sair e continuar
stay-signed-in = Continuar nesta conta

privacy = Privacidade
terms = Termos de uso
