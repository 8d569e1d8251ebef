//! The one shape of a closed set whose members carry the number and the name that a reference table stores.

/// Declares such a set: the enum, every member in order, its number, its published name, and the way back.
macro_rules! numbered_enum {
    (
        $(#[$meta:meta])*
        $name:ident: $($variant:ident = $id:literal $text:literal,)+
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(
                #[doc = concat!($text, ", stored as ", stringify!($id), ".")]
                $variant = $id,
            )+
        }

        impl $name {
            /// Every member, by ascending number.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The number that the tables and requests carry.
            pub const fn id(self) -> i32 {
                self as i32
            }

            /// The name as its reference table spells it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// The member of that number, if there is one.
            pub const fn from_id(id: i32) -> Option<Self> {
                match id {
                    $($id => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

pub(super) use numbered_enum;
