//! Words of the staff pages.

use crate::i18n::texts;

texts! {
    /// The staff pages.
    Staff {
        title: "员工与权限", "Staff";
        all_staff: "全部员工", "All staff";
        name_or_username: "姓名或用户名", "Name or user name";
        nobody: "没有符合条件的员工", "No staff match";
        nobody_text: "换个筛选条件，或新增员工。", "Change the filters, or add staff.";
        add: "新增员工", "Add staff";
        display_name: "姓名", "Name";
        username: "用户名", "User name";
        username_hint: "2–32 位小写字母、数字、点、横线或下划线", "2 to 32 lower-case letters, digits, dots, hyphens or underscores";
        roles: "角色", "Roles";
        roles_hint: "职责分离：审核过的人不能再付同一单的款，提交的人不能审核自己的单。", "Separation of duties: who reviewed may not pay, who filed may not review.";
        merchants: "商户", "Merchants";
        all_merchants: "全部商户（包括以后新增的）", "All merchants, future ones included";
        last_login: "最近登录", "Last log-in";
        state: "状态", "State";
        active: "可用", "Active";
        disabled: "已停用", "Disabled";
        locked_until: "有登录锁定至 {when}", "A log-in is locked until {when}";
        details: "姓名、角色与商户", "Name, roles and merchants";
        first_password: "初始密码", "First password";
        first_password_hint: "至少 10 个字符，不用常见的和含用户名的；本人第一次登录时必须修改", "At least 10 characters, neither common nor with the user name; the person must change it at the first log-in";
        password_hint: "至少 10 个字符，不用常见的和含用户名的", "At least 10 characters, neither common nor with the user name";
        set_password: "重设密码", "Set a new password";
        set_password_text: "对方的所有登录会立即结束，锁定会解除；下次登录时必须先改成自己的密码。", "All of this person's sessions end at once and a lock is lifted; at the next log-in the password must be changed first.";
        new_password: "新密码", "New password";
        new_password_again: "再输一次新密码", "The new password again";
        end_sessions: "结束所有登录", "End all sessions";
        open_sessions: "登录中的设备：{count}", "Open sessions: {count}";
        no_sessions: "没有登录中的设备。", "There is no open session.";
        disable: "停用", "Disable";
        disable_text: "停用后立即退出，不能再登录；历史记录保留。", "The person is logged out at once and cannot log in again; the history stays.";
        unlock: "解除锁定", "Unlock";
        unlock_text: "多次输错密码后登录被锁定。确认是本人后可以解除，密码不变。", "Too many wrong passwords locked the log-in. Unlock it once you know that it was the person; the password stays.";
        unlocked: "已解除 {name} 的登录锁定。", "{name} can log in again.";
        what_roles_may: "各角色的权限", "What each role may do";
        roles_title: "角色与权限", "Roles and rights";
        right: "权限", "Right";
        risky_title: "不宜由同一人兼任", "Better not held by one person";
        risky_pair: "{first}和{second}不宜由同一人兼任：同一人既能{one}，又能{other}。系统只拦截同一张工单。", "{first} and {second} are better two people: one person has both the right to {one} and the right to {other}. Only on one and the same ticket does the system stop it.";
        enable: "启用", "Enable";
        enable_text: "启用后可以用原来的密码登录。", "The person can log in again with the old password.";
        added: "已新增员工 {name}。", "{name} was added.";
        disabled_notice: "{name} 已停用。", "{name} was disabled.";
        enabled_notice: "{name} 已启用。", "{name} was enabled.";
        password_set: "已为 {name} 重设密码。", "{name} has a new password.";
        sessions_ended: "{name} 的登录已全部结束。", "All sessions of {name} were ended.";
        back_to_list: "员工与权限", "Staff";
    }
}
