//! Words of the log-in page and the first set-up.

use super::texts;

texts! {
    /// Log-in.
    Login {
        username: "用户名", "User name";
        password: "密码", "Password";
        demo_accounts: "演示账号 · 密码都是", "Demo accounts · the password is always";
    }
}
