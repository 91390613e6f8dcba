"""The Chinese words of time, each with the kinds and values that the grammar works on.

Traditional characters are made simple before the words are looked up.
"""

from nlp.when.lexicon_en import Mark, marks

_ENTRIES = """
今天|今日|今儿|今儿个|当日 = D:0
明天|明日|明儿|明儿个 = D:1
后天|后日|后儿 = D:2
大后天|大后日 = D:3
昨天|昨日|昨儿 = D:-1
前天|前日 = D:-2
大前天 = D:-3
今早|今晨 = D:0 P:1
今晚|今夜|今儿晚上 = D:0 P:5
今午 = D:0 P:2
明早|明晨|明儿早上 = D:1 P:1
明晚|明夜 = D:1 P:5
明午 = D:1 P:2
后晚 = D:2 P:5
昨晚|昨夜 = D:-1 P:5
昨早 = D:-1 P:1
现在|此刻|目前 = n
此时|这个时候|这个时间|同一时间 = S

周一|星期一|礼拜一 = W:0
周二|星期二|礼拜二 = W:1
周三|星期三|礼拜三 = W:2
周四|星期四|礼拜四 = W:3
周五|星期五|礼拜五 = W:4
周六|星期六|礼拜六 = W:5
周日|周天|星期日|星期天|礼拜日|礼拜天 = W:6
周1|星期1|礼拜1 = W:0
周2|星期2|礼拜2 = W:1
周3|星期3|礼拜3 = W:2
周4|星期4|礼拜4 = W:3
周5|星期5|礼拜5 = W:4
周6|星期6|礼拜6 = W:5
周末 = W:5

凌晨 = P:0
早上|早晨|上午|早间|早|清早|清晨|一早|一大早|大清早|午前 = P:1
中午|正午|晌午 = P:2
下午|午后 = P:3
傍晚|黄昏 = P:4
晚上|晚间|夜里|夜晚|夜间|晚 = P:5
午夜|半夜十二点|零时 = G

秒|秒钟 = U:0
分钟 = U:1
小时|钟头 = U:2
天 = U:3
周|星期|礼拜 = U:4
季度|季 = U:6
工作日|个工作日|工作天 = U:8
月|月份 = m
年|年度 = y
日|号 = d
点|点钟|时 = h
分 = f
刻|刻钟 = k
个 = e
整|正 = z
钟 = z
半 = H

下 = R:1
下下|下下个 = R:2
下下下 = R:3
下一|下一个 = R:1
本|这|这一|这个|当|今 = R:0
上 = R:-1
上上 = R:-2
上一|上一个 = R:-1
明年|来年|下一年 = R:1 y
后年 = R:2 y
大后年 = R:3 y
今年|本年|当年|今年度|本年度 = R:0 y
去年|上年 = R:-1 y
前年 = R:-2 y
最后|最后一个|最后一|最末 = L
第一|第一个|头一个|首个 = O:1
第二|第二个 = O:2
第三|第三个 = O:3
第四|第四个 = O:4
第五|第五个 = O:5

底|末 = E:2
初|年头|开头 = E:0
月中 = m E:1
季中 = U:6 E:1
下班|收工|下班时间|下班时 = J

再过|过 = i
后|之后|以后|过后 = l
前|之前|以前|为止 = b
内|之内|以内|里|之间 = w
的|之 = c
在|于|到|至|定在|定于|截至|截止|截止到|最晚|最迟|不晚于|不迟于|赶在|等到|预计 = p
差 = x
左右|大概|大约|约|差不多|上下|附近|可能|几|多|来|若干|一会|一会儿|尽快|尽早|马上|回头|改天 = X
"""

# One character each, so that positions in the text stay what they were.
_TRADITIONAL = "週點後號個禮兩時鐘這內間億萬過處從當鍾裏裡還達準會現總結雙貳陸參們錶遲趕鬧歲頭開"
_SIMPLE = "周点后号个礼两时钟这内间亿万过处从当钟里里还达准会现总结双贰陆叁们表迟赶闹岁头开"
SIMPLER = {ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLE, strict=True)}


def _table() -> dict[str, tuple[Mark, ...]]:
    table: dict[str, tuple[Mark, ...]] = {}
    for line in filter(None, _ENTRIES.splitlines()):
        words, _, kinds = line.rpartition(" = ")
        for word in words.split("|"):
            table.setdefault(word, marks(kinds))
    return table


LEXICON = _table()
LONGEST = max(map(len, LEXICON))
