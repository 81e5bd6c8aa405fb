sign-in-new-here = É novo aqui? Com o Login with Amazon, sua conta é criada automaticamente. Ou { $link }.
sign-in-new-here-amazon = É novo aqui? Com o Login with Amazon, sua conta é criada automaticamente.
sign-in-create-with-password = crie uma com senha

signed-in-title = Você entrou na sua conta
signed-in-as = Como { $email }.

begin-title = Continuar para a Amazon?
begin-explanation = Outra página trouxe você aqui para entrar. Se era essa a sua intenção, continue; caso contrário, nada acontece.

separate-title = Você entrou em uma conta nova
separate-explanation = Já existe aqui uma conta com o endereço de e-mail da sua conta da Amazon. Como ela não tem senha, não podemos verificar aqui se é sua. Para protegê-la, criamos para você uma conta separada, sem esse endereço.
