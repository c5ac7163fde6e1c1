//! Words of the log-in page and the first set-up.

use crate::i18n::texts;

texts! {
    /// Log-in and set-up.
    Login {
        username: "用户名", "User name";
        password: "密码", "Password";
        demo_accounts: "选一个演示账号登录", "Log in as one of the demo's staff";
        demo_password: "密码都是", "The password is always";
        set_up: "初始化", "Set-up";
        set_up_text: "系统中还没有员工。请创建第一位系统管理员，其余员工由管理员添加。", "Nobody works here yet. Make the first administrator, who adds everybody else.";
        code: "初始化码", "Set-up code";
        code_hint: "启动服务时打印在终端上的一次性代码", "The one-time code printed when the server was started";
        display_name: "姓名", "Name";
        username_hint: "2–32 位小写字母、数字、点、横线或下划线", "2 to 32 lower-case letters, digits, dots, hyphens or underscores";
        password_hint: "至少 10 个字符，不用常见的和含用户名的", "At least 10 characters, neither common nor with the user name";
        password_again: "再输一次密码", "The password again";
        create_admin: "创建管理员并登录", "Make the administrator and log in";
    }
}
