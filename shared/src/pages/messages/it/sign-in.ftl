sign-in-new-here = È la Sua prima visita? Con Login with Amazon l’account viene creato automaticamente. Oppure { $link }.
sign-in-new-here-amazon = È la Sua prima visita? Con Login with Amazon l’account viene creato automaticamente.
sign-in-create-with-password = ne crei uno con una password

signed-in-title = Ha effettuato l’accesso
signed-in-as = Come { $email }.

begin-title = Continuare su Amazon?
begin-explanation = Un’altra pagina L’ha portata qui per accedere. Se era ciò che voleva, continui; altrimenti non succede nulla.

separate-title = Ha effettuato l’accesso a un nuovo account
separate-explanation = Qui esiste già un account con l’indirizzo e-mail del Suo account Amazon. Poiché non ha una password, non possiamo verificare qui che sia Suo. Per proteggerlo, abbiamo creato per Lei un account separato, senza quell’indirizzo.
