register-title = Crie sua conta
register-submit = Criar conta
register-password-hint = Pelo menos { $min } caracteres de qualquer tipo, inclusive espaços. Algumas palavras em sequência são fáceis de lembrar.
register-have-account = Já tem uma conta? { $link }
register-taken = Entrar na sua conta
register-too-many = Foram solicitadas contas demais a partir da sua conexão. Aguarde quinze minutos.
