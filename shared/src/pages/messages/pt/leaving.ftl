leaving-title = Seus dados
leaving-text = Baixe tudo o que é guardado aqui sobre você ou exclua a sua conta.
leaving-download = Baixar meus dados
leaving-delete = Excluir minha conta

delete-title = Excluir a sua conta?
delete-text = Tudo o que é guardado aqui sobre você é excluído. Você é desconectado em todos os lugares. Isso não pode ser desfeito.
delete-email = { $email } não abrirá mais nada.
delete-amazon = Para mostrar que é você, entre novamente com a Amazon e faça isso em até vinte minutos:
delete-submit = Excluir minha conta para sempre
delete-keep = Manter

deleted-title = Sua conta foi excluída
deleted-text = Você foi desconectado em todos os lugares. Nada do que é guardado aqui leva mais a você.
deleted-amazon = Sua conta da Amazon continua como antes. Lá você pode retirar deste site a permissão de ver o seu perfil.
