connect-title = Conectar esta conta da Amazon?
connect-text = A partir de agora, quem entrar com esta conta da Amazon entra na sua conta aqui:
connect-account = Sua conta aqui
connect-submit = Conectar
connect-not-yours = Não é a sua conta da Amazon?
connect-another = Saia antes da Amazon, pois a Amazon não permite escolher; depois conecte-a pela sua conta. Se a mesma conta da Amazon voltar, você ainda está conectado lá.
connect-ends = Todos os outros navegadores e aplicativos que entraram na sua conta são desconectados.
