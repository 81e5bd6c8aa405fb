undo-title = Desfazer?
undo-link-text = A conta da Amazon { $hint } abre sua conta aqui. Se não foi você quem a vinculou, desvincule-a agora. Todos os que estiverem conectados serão desconectados.
undo-link-submit = Desvincular
undo-address-text = Sua conta aqui tem agora outro endereço. Se não foi você quem mudou, recupere { $email }: todos são desconectados, a senha é removida e nenhuma conta da Amazon a abre mais. Depois você escolhe uma nova senha e pode vincular sua conta da Amazon de novo.
undo-address-submit = Recuperar meu endereço
undo-done-title = Está desfeito
undo-link-done = Essa conta da Amazon não abre mais sua conta, e todos foram desconectados. Se outra pessoa puder saber sua senha, escolha uma nova.
undo-address-done = Sua conta voltou a ter o endereço dela, e todos foram desconectados. Escolha uma nova senha para continuar.
