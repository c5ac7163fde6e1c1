//! Words of the panel that arranges a list's columns.

use super::texts;
use crate::domain::lists::layout::Density;

texts! {
    /// The panel that arranges a list's columns.
    Columns {
        columns: "列设置", "Columns";
        automatic: "自动", "auto";
        width_of: "{name}的宽度（像素）", "Width of {name} in pixels";
        up: "{name}上移", "Move {name} up";
        down: "{name}下移", "Move {name} down";
        moved: "{name}：第 {place} 列", "{name}: column {place}";
        frozen: "冻结前几列", "Frozen columns";
        density: "行高", "Rows";
        compact: "紧凑", "Compact";
        usual: "标准", "Usual";
        roomy: "宽松", "Roomy";
        hint: "勾选要显示的列，用箭头或拖动调整顺序。也可以直接拖动表头换位、拖动表头右边缘调宽，双击恢复自动。设置只对您自己生效。", "Tick the columns to show; arrows or dragging change their order. Heads can be dragged too, and their right edges set the width; a double click makes it automatic again. It applies to you alone.";
        save: "保存", "Save";
        reset: "恢复默认", "Restore the usual";
    }
}

/// A row height by its name.
pub fn density(density: Density, t: &'static Columns) -> &'static str {
    match density {
        Density::Compact => t.compact,
        Density::Usual => t.usual,
        Density::Roomy => t.roomy,
    }
}
