"""Names and sentences that the demo draws from, English and Chinese; none belongs to anybody."""

COMPANIES_EN = (
    "Acme Robotics",
    "Bluewater Logistics",
    "Cedar & Stone",
    "Delphi Textiles",
    "Everglen Foods",
    "Falcon Optics",
    "Granite Insurance",
    "Harborline Shipping",
    "Ironbridge Steel",
    "Juniper Health",
    "Kestrel Aviation",
    "Lumen Energy",
    "Maplewood Schools",
    "Nordwind Turbines",
    "Orchard Retail",
    "Pinecrest Hotels",
    "Quarry Lane Media",
    "Riverside Clinics",
    "Summit Outdoor",
    "Tidal Analytics",
    "Umbra Security",
    "Vantage Motors",
    "Willow Pharma",
    "Yellowstone Packaging",
    "Zephyr Airlines",
    "Oakfield Dairy",
)
COMPANIES_ZH = (
    "极光科技有限公司",
    "云帆物流有限公司",
    "海岳机械有限公司",
    "星河教育集团",
    "青松医药有限公司",
    "恒通电子有限公司",
    "金穗食品有限公司",
    "长风汽车部件有限公司",
    "碧波环保科技有限公司",
    "远景新能源有限公司",
    "华庭酒店集团",
    "万象零售有限公司",
    "南山建材有限公司",
    "晨曦软件有限公司",
)
FIRST_EN = (
    "Alice",
    "Brian",
    "Carla",
    "David",
    "Elena",
    "Frank",
    "Grace",
    "Henry",
    "Irene",
    "Jack",
    "Karen",
    "Liam",
    "Maria",
    "Nathan",
    "Olivia",
    "Paul",
    "Rachel",
    "Samuel",
    "Teresa",
    "Victor",
)
LAST_EN = (
    "Adler",
    "Bishop",
    "Carter",
    "Dawson",
    "Ellis",
    "Fischer",
    "Garcia",
    "Hughes",
    "Ivanov",
    "Jensen",
    "Keller",
    "Lindgren",
    "Moreau",
    "Novak",
    "Owens",
    "Petrov",
    "Quinn",
    "Rossi",
    "Silva",
    "Tanaka",
)
FAMILY_ZH = "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗"
GIVEN_ZH = (
    "伟",
    "芳",
    "娜",
    "敏",
    "静",
    "磊",
    "洋",
    "艳",
    "勇",
    "军",
    "丽华",
    "建国",
    "晓明",
    "思远",
)
TITLES_EN = ("CEO", "CFO", "CTO", "Head of IT", "Head of Sales", "Buyer", "Operations Manager")
TITLES_ZH = ("总经理", "财务总监", "技术总监", "采购经理", "运营经理", "销售总监")
INDUSTRIES = (
    "Manufacturing",
    "Logistics",
    "Retail",
    "Health",
    "Energy",
    "Education",
    "Hospitality",
)
CITIES_EN = (
    ("Chicago", "US"),
    ("Berlin", "DE"),
    ("London", "GB"),
    ("Toronto", "CA"),
    ("Madrid", "ES"),
    ("Boston", "US"),
    ("Denver", "US"),
)
CITIES_ZH = (("上海", "CN"), ("北京", "CN"), ("深圳", "CN"), ("杭州", "CN"), ("成都", "CN"))
PRODUCTS = (
    ("CRM Suite", 1_200_000),
    ("Support Desk", 640_000),
    ("Analytics Add-on", 380_000),
    ("Mobile Licence", 90_000),
    ("Onboarding Package", 450_000),
    ("Premium Support", 720_000),
    ("Data Migration", 520_000),
    ("Training Day", 180_000),
)
DEALS_EN = ("CRM rollout", "Support desk", "Analytics pilot", "Licence renewal", "Migration")
DEALS_ZH = ("客户系统上线", "客服平台", "数据分析试点", "许可续订", "数据迁移")
SOURCES = ("Website", "Referral", "Trade fair", "Cold call", "Partner")
CALLS_EN = (
    "Walked through the pricing; they compare us with one other vendor.",
    "Demo for the team, good questions about single sign-on.",
    "Budget is confirmed for this quarter.",
    "They asked for a reference customer in their industry.",
    "Left a message, will try again.",
)
CALLS_ZH = (
    "介绍了报价方案，对方还在比较另一家供应商。",
    "给团队做了演示，关心单点登录。",
    "本季度预算已确认。",
    "希望提供同行业的参考客户。",
    "未接通，改天再联系。",
)
STEPS_EN = ("Send the quote", "Call about the budget", "Arrange a demo", "Check the contract")
STEPS_ZH = ("发送报价", "电话确认预算", "安排演示", "核对合同")
TICKETS_EN = (
    (
        "Cannot log in since the update",
        "I cannot log in since the update this morning.",
        (
            "Tried again, still the same error.",
            "This is unacceptable, my whole team is locked out and nobody answers!",
            "It works again, thank you for the quick help!",
        ),
    ),
    (
        "Invoice shows the wrong amount",
        "The invoice of last month shows the wrong amount.",
        (
            "The line for the licences is charged twice.",
            "I have asked three times now and I am really disappointed with your service.",
            "Perfect, the corrected invoice arrived. Great support.",
        ),
    ),
    (
        "Export takes very long",
        "The export of our contacts takes more than an hour.",
        (
            "It is about forty thousand rows.",
            "It failed again. This is terrible, we lost the whole afternoon.",
            "The new version is much faster, excellent.",
        ),
    ),
    (
        "How do I add a user",
        "How do I add a new colleague to our account?",
        (
            "She has an address at a different domain.",
            "Found it, thanks a lot!",
            "Everything is fine now.",
        ),
    ),
)
TICKETS_ZH = (
    (
        "更新后无法登录",
        "今天早上更新之后就无法登录了。",
        (
            "又试了一次，还是同样的错误。",
            "太差劲了，整个团队都进不去，也没有人回复！",
            "现在可以了，谢谢你们这么快解决！",
        ),
    ),
    (
        "发票金额不对",
        "上个月的发票金额不对。",
        (
            "许可费用被收了两次。",
            "我已经问了三遍了，你们的服务真让人失望。",
            "收到新发票了，非常满意。",
        ),
    ),
    (
        "导出很慢",
        "导出联系人要一个多小时。",
        (
            "大概有四万行。",
            "又失败了，浪费了我们一下午，太糟糕了。",
            "新版本快多了，很好用。",
        ),
    ),
)
ANSWERS_EN = ("I am looking into it.", "We found the cause and are fixing it.", "This is done now.")
ANSWERS_ZH = ("我正在查看。", "原因已找到，正在修复。", "已经处理好了。")
