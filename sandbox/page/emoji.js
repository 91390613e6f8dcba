// Emoji by Slack's names, as far as bots and people commonly use them; others stay `:name:`.

const TABLE = `
grinning 😀 smiley 😃 smile 😄 grin 😁 laughing 😆 sweat_smile 😅 joy 😂 rolling_on_the_floor_laughing 🤣 wink 😉 blush 😊
innocent 😇 slightly_smiling_face 🙂 upside_down_face 🙃 heart_eyes 😍 kissing_heart 😘 thinking_face 🤔 neutral_face 😐
expressionless 😑 unamused 😒 rolling_eyes 🙄 grimacing 😬 relieved 😌 pensive 😔 sleepy 😪 sleeping 😴 mask 😷 sunglasses 😎
confused 😕 worried 😟 slightly_frowning_face 🙁 white_frowning_face ☹️ open_mouth 😮 astonished 😲 flushed 😳 fearful 😨
cold_sweat 😰 cry 😢 sob 😭 scream 😱 disappointed 😞 sweat 😓 weary 😩 tired_face 😫 triumph 😤 rage 😡 angry 😠 skull 💀
robot_face 🤖 ghost 👻 wave 👋 raised_hand ✋ ok_hand 👌 v ✌️ crossed_fingers 🤞 point_left 👈 point_right 👉 point_up ☝️
point_down 👇 +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 fist ✊ clap 👏 raised_hands 🙌 handshake 🤝 pray 🙏 muscle 💪 eyes 👀
bust_in_silhouette 👤 busts_in_silhouette 👥 heart ❤️ broken_heart 💔 yellow_heart 💛 green_heart 💚 blue_heart 💙 100 💯
boom 💥 zzz 💤 speech_balloon 💬 thought_balloon 💭 fire 🔥 sparkles ✨ star ⭐ star2 🌟 zap ⚡ sunny ☀️ cloud ☁️ umbrella ☔
rainbow 🌈 snowflake ❄️ seedling 🌱 evergreen_tree 🌲 four_leaf_clover 🍀 coffee ☕ tea 🍵 beer 🍺 wine_glass 🍷 cake 🍰
pizza 🍕 apple 🍎 tada 🎉 confetti_ball 🎊 gift 🎁 trophy 🏆 medal 🏅 first_place_medal 🥇 second_place_medal 🥈
third_place_medal 🥉 dart 🎯 soccer ⚽ game_die 🎲 art 🎨 ticket 🎫 admission_tickets 🎟️ rocket 🚀 airplane ✈️ car 🚗 bus 🚌
ship 🚢 house 🏠 office 🏢 hospital 🏥 bank 🏦 factory 🏭 round_pushpin 📍 pushpin 📌 world_map 🗺️ earth_americas 🌎
hourglass ⌛ hourglass_flowing_sand ⏳ watch ⌚ alarm_clock ⏰ stopwatch ⏱️ timer_clock ⏲️ clock1 🕐 clock3 🕒 clock6 🕕 clock9 🕘
calendar 📆 date 📅 spiral_calendar_pad 🗓️ bell 🔔 no_bell 🔕 loudspeaker 📢 mega 📣 telephone_receiver 📞 phone ☎️
telephone ☎️ email ✉️ envelope ✉️ incoming_envelope 📨 inbox_tray 📥 outbox_tray 📤 mailbox 📫 package 📦 memo 📝 pencil 📝
pencil2 ✏️ clipboard 📋 file_folder 📁 open_file_folder 📂 card_index 📇 bar_chart 📊 chart_with_upwards_trend 📈
chart_with_downwards_trend 📉 page_facing_up 📄 bookmark 🔖 label 🏷️ link 🔗 paperclip 📎 scissors ✂️ lock 🔒 unlock 🔓 key 🔑
mag 🔍 mag_right 🔎 bulb 💡 wrench 🔧 hammer 🔨 hammer_and_wrench 🛠️ gear ⚙️ shield 🛡️ moneybag 💰 dollar 💵 euro 💶 yen 💴 pound 💷
credit_card 💳 money_with_wings 💸 receipt 🧾 briefcase 💼 computer 💻 floppy_disk 💾 battery 🔋 electric_plug 🔌 books 📚 book 📖
newspaper 📰 warning ⚠️ no_entry ⛔ no_entry_sign 🚫 x ❌ heavy_multiplication_x ✖️ white_check_mark ✅ heavy_check_mark ✔️
ballot_box_with_check ☑️ question ❓ grey_question ❔ exclamation ❗ grey_exclamation ❕ bangbang ‼️ heavy_plus_sign ➕
heavy_minus_sign ➖ information_source ℹ️ recycle ♻️ arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_upper_right ↗️
arrow_lower_right ↘️ arrows_counterclockwise 🔄 leftwards_arrow_with_hook ↩️ rewind ⏪ fast_forward ⏩ arrow_forward ▶️
double_vertical_bar ⏸️ black_square_for_stop ⏹️ red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢
large_blue_circle 🔵 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ large_green_square 🟩 large_red_square 🟥
large_yellow_square 🟨 small_red_triangle 🔺 small_red_triangle_down 🔻 checkered_flag 🏁 triangular_flag_on_post 🚩 sos 🆘 new 🆕
up 🆙 cool 🆒 free 🆓 ok 🆗 one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ hugging_face 🤗 face_with_monocle 🧐 partying_face 🥳
pleading_face 🥺 exploding_head 🤯 nerd_face 🤓 star-struck 🤩 face_with_rolling_eyes 🙄 smiling_face_with_3_hearts 🥰
crystal_ball 🔮 compass 🧭 construction 🚧 rotating_light 🚨 fuelpump ⛽ traffic_light 🚥 put_litter_in_its_place 🚮 wastebasket 🗑️`;

const words = TABLE.trim().split(/\s+/);
export const EMOJI = new Map();
for (let i = 0; i < words.length; i += 2) EMOJI.set(words[i], words[i + 1]);

export const QUICK = ["eyes", "white_check_mark", "ticket", "+1", "tada", "heart", "pray", "thinking_face"];

export const emoji = (name) => EMOJI.get(name.replace(/::skin-tone-\d$/, "")) ?? `:${name}:`;

export const withEmoji = (text) => text.replace(/:([\w+\-']+):/g, (whole, name) => EMOJI.get(name) ?? whole);
