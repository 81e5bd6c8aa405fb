letter-greeting = Olá,
letter-footer = Esta é uma mensagem automática de { $site }. Não é preciso responder.
letter-if-button-fails = Se o botão não funcionar, copie este endereço no seu navegador:
letter-not-you = Se não foi você, não faça nada: nada muda.
letter-undo = Se foi você, não é preciso fazer nada. Se não foi, desfaça aqui:
letter-undo-button = Desfazer
letter-choose-password = Escolher uma nova senha

letter-prove-subject = Confirme seu endereço de e-mail para { $site }
letter-prove = Este endereço foi informado para uma conta em { $site }. Se foi você, confirme que ele é seu:
letter-prove-button = Confirmar o endereço
letter-prove-after = O link vale por { $hours } horas.

letter-registered-subject = Você já tem uma conta em { $site }
letter-registered = Alguém tentou se cadastrar em { $site } com este endereço. Já existe uma conta com ele, por isso nada foi alterado. Se foi você, entre:
letter-registered-button = Entrar
letter-registered-forgot = Se você não sabe a sua senha, escolha uma nova aqui:
letter-registered-after = Se não foi você, não é preciso fazer nada: ninguém soube nada sobre a sua conta.

letter-reset-subject = Escolha uma nova senha para { $site }
letter-reset = Foi pedida uma nova senha para a sua conta em { $site }. Escolha-a aqui:
letter-reset-after = O link vale por { $minutes } minutos e uma única vez. Se você não o pediu, não faça nada: a sua senha continua como está.

letter-code-subject = Seu código para { $site }
letter-code = Alguém entrou com a Amazon em { $site } e quer vincular essa conta da Amazon à sua conta. Se é você, digite este código na página que o pede:
letter-code-named = Alguém entrou com a Amazon em { $site }, com o nome “{ $name }”, e quer vincular essa conta da Amazon à sua conta. Se é você, digite este código na página que o pede:
letter-code-after = O código vale por { $minutes } minutos e apenas no navegador que o pediu.
letter-code-secret = Se você não o pediu, não faça nada: nada é vinculado. Não diga este código a ninguém, seja quem for que diga ser. Com ele, poderiam entrar na sua conta.

letter-new-address-subject = Confirme seu novo endereço para { $site }
letter-new-address = Este endereço será o novo endereço de acesso de uma conta em { $site }. Se foi você que pediu, confirme-o:
letter-new-address-button = Confirmar o novo endereço

letter-linked-subject = Uma conta da Amazon foi vinculada à sua conta em { $site }
letter-linked = Com a conta da Amazon { $hint }, agora é possível entrar na sua conta em { $site }.

letter-unlinked-subject = Uma conta da Amazon foi desvinculada da sua conta em { $site }
letter-unlinked = Com a conta da Amazon { $hint }, não é mais possível entrar na sua conta em { $site }.
letter-unlinked-after = Se não foi você, outra pessoa tem acesso à sua conta. Entre em { $site }, saia de todos os outros lugares e escolha uma nova senha.

letter-password-subject = Sua senha de { $site } foi alterada
letter-password = A senha da sua conta em { $site } foi alterada.
letter-password-after = Se foi você, não é preciso fazer nada. Se não foi, escolha uma nova aqui; com isso, todas as outras sessões serão encerradas:

letter-address-subject = O endereço da sua conta em { $site } foi alterado
letter-address = Sua conta em { $site } agora tem o endereço de acesso { $address }. Esta mensagem é enviada ao endereço anterior.
letter-address-earlier = Se não foi você, desfaça a mudança com a mensagem enviada há menos de uma semana ao endereço anterior a este.
letter-address-restored = Sua conta em { $site } não tem mais este endereço. A mudança foi desfeita a partir do endereço anterior a este, e todos foram desconectados. Se não foi você, talvez outra pessoa leia aquela caixa de correio: escreva para { $site }.
