//! Words of the account page.

use crate::i18n::texts;

texts! {
    /// My account.
    Account {
        title: "我的账号", "My account";
        username: "用户名", "User name";
        roles: "角色", "Roles";
        merchants: "商户", "Merchants";
        profile: "姓名与语言", "Name and language";
        display_name: "姓名", "Name";
        language: "语言", "Language";
        change_password: "修改密码", "Change the password";
        current_password: "当前密码", "Present password";
        new_password: "新密码", "New password";
        new_password_again: "再输一次新密码", "The new password again";
        password_hint: "至少 10 个字符，不用常见的和含用户名的；修改后其他登录立即失效", "At least 10 characters, neither common nor with your user name; all your other sessions end at once";
        sessions: "登录中的设备", "Open sessions";
        since: "登录时间", "Logged in";
        device: "设备", "Device";
        from_address: "来自", "From";
        seen: "最近使用", "Last used";
        until: "不使用则失效于", "Ends unless used";
        this_one: "当前", "This one";
        end: "结束", "End";
        end_one: "结束 {when} 的登录", "End the session of {when}";
        end_others: "结束其他所有登录", "End all other sessions";
        only_this: "没有其他登录。", "There is no other session.";
        password_changed: "密码已修改，其他登录已结束。", "The password was changed; all other sessions ended.";
        session_ended: "登录已结束。", "The session was ended.";
        sessions_ended: "其他登录已全部结束。", "All other sessions were ended.";
        actions: "操作", "Actions";
        due_title: "请先设置自己的密码", "Choose a password of your own";
        due_text: "您现在的密码是管理员设置的。设置只有您自己知道的新密码后，才能继续。", "An administrator set your present password. Choose one that only you know, and go on.";
        given_password: "管理员给您的密码", "The password you were given";
        due_hint: "至少 10 个字符，与现在的不同，不用常见的和含用户名的", "At least 10 characters, other than the present one, neither common nor with your user name";
        due_button: "设置密码并继续", "Set the password and go on";
    }
}
