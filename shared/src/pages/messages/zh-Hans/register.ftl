register-title = 创建您的账户
register-submit = 创建账户
register-password-hint = 至少 { $min } 个字符，任意字符均可，包括空格。几个连在一起的词很容易记住。
register-have-account = 已有账户？{ $link }
register-taken = 登录您的账户
register-too-many = 从您的网络申请的账户过多。请等待一刻钟。
