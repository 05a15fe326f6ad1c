"""The traditional letters in which Hong Kong, Macau and Taiwan write division names, as simplified ones."""

from orderway.places.letters import replacing

_PAIRS = (
    "東东廣广蘇苏灣湾臺台縣县區区鄉乡鎮镇龍龙門门陽阳寧宁慶庆雲云貴贵遼辽爾尔維维內内濟济陝陕肅肃滬沪蘭兰銀银魯鲁漢汉長长瀋沈連连無无錫锡揚扬鹽盐錦锦嶺岭營营蘆芦葉叶"
    "綏绥勝胜順顺義义鶴鹤雞鸡齊齐豐丰賓宾濱滨溝沟僑侨華华徵征園园麗丽瓊琼島岛衛卫塊块蓮莲興兴恆恒雙双橋桥榮荣濰潍煙烟荷菏澤泽棗枣莊庄馬马銅铜蕪芜贛赣撫抚鷹鹰鄭郑陸陆"
    "許许駐驻鞏巩黃黄岡冈潛潜隨随婁娄懷怀鄧邓崗岗羅罗會会開开鳳凤樂乐萬万瀘泸綿绵資资達达畢毕節节臨临滄沧紅红騰腾寶宝鷄鸡鹹咸張张隴陇關关吳吴烏乌圖图倫伦貝贝灤滦鄲郸"
    "邊边圍围場场盤盘觀观離离學学術术貢贡舊旧國国號号樓楼劉刘陳陈趙赵孫孙楊杨"
)
TRADITIONAL = {ord(_PAIRS[at]): _PAIRS[at + 1] for at in range(0, len(_PAIRS), 2)}

simplified = replacing(TRADITIONAL)
"""The text with these letters replaced."""
