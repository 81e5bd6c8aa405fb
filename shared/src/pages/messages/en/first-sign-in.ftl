first-title = Are you new here?
first-text = No account here is opened by this Amazon account yet:
first-new = I am new
first-create = Create an account
first-own = I already have an account
first-own-text = Enter its e-mail address and password, and from now on this Amazon account opens it.
first-neither = Neither?
first-wrong = { $tries ->
    [0] E-mail or password is not right, and there are no tries left. Nothing was linked. Please start again.
    [1] E-mail or password is not right. You have 1 try left.
   *[other] E-mail or password is not right. You have { $tries } tries left.
}
