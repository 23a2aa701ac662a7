" Vim syntax of service level agreements (clausecheck)
" Written by scripts/colours.py from the grammar; do not edit by hand.

if exists("b:current_syntax")
  finish
endif
let s:cpo_save = &cpo
set cpo&vim

syn case match
syn iskeyword @,48-57,_,-,.
syn sync minlines=200

syn match slaNumber /\v<\d+%([.,']\d+)*%(\s?\%)?/
syn match slaNumber /\v<\d{1,2}:\d{2}%(-\d{1,2}:\d{2})?/
syn match slaDate /\v<\d{4}-\d{2}-\d{2}>/
syn match slaUnit /\v\C<[A-Z][A-Za-z_]+\/[A-Za-z_\/+-]+/
syn match slaUnit /\v\C<[A-Z]{3}>\ze\s*%(,|per>|$)/
syn match slaUnit /\v<%(mon|tue|wed|thu|fri|sat|sun)%(-%(mon|tue|wed|thu|fri|sat|sun))?>/
syn match slaMeaning /\v<%(emergency-maintenance|change-of-control|registered-letter|acknowledgement|backup-success|customer-fault|subcontracting|certification|force-majeure|word-of-mouth|acknowledged|availability|success-rate|data-breach|dissolution|maintenance|packet-loss|status-page|supervision|termination|third-party|unreachable|error-rate|escalation|insolvency|resolution|unanswered|workaround|amendment|cancelled|cessation|completed|confirmed|escalated|incidents|insurance|locations|month-end|recovered|regulator|requested|responded|suspended|switching|answered|approved|assigned|awaiting|branches|detected|downtime|increase|internet|patching|recovery|rejected|requests|resolved|response|restored|weekends|backups|courier|created|devices|erasure|invoice|latency|parties|payment|regions|servers|started|tickets|waiting|writing|agreed|anyone|backup|breach|closed|either|growth|jitter|letter|logged|misuse|onsite|opened|outage|portal|report|update|abuse|calls|email|nodes|other|phone|price|sites|staff|start|users|zones|both|chat|cost|post|end|fax)>/
syn match slaTie /\v<%(in\s+doubt\s+the\s+higher\s+priority|from\s+the\s+first\s+full\s+quarter|in\s+doubt\s+the\s+lower\s+priority|from\s+the\s+first\s+full\s+month|in\s+doubt\s+the\s+higher\s+level|do\s+not\s+count\s+as\s+downtime|from\s+the\s+first\s+full\s+week|from\s+the\s+first\s+full\s+year|in\s+doubt\s+the\s+lower\s+level|to\s+the\s+next\s+higher\s+level|from\s+first\s+full\s+quarter|from\s+the\s+first\s+full\s+day|indefinitely\s+thereafter|not\s+counted\s+as\s+downtime|thereafter\s+indefinitely|deemed\s+to\s+be\s+accepted|including\s+maintenance|indefinite\s+afterwards|thereafter\s+indefinite|from\s+first\s+full\s+week|from\s+first\s+full\s+year|maintenance\s+included|counted\s+as\s+downtime|from\s+first\s+full\s+day|by\s+registered\s+mail|by\s+registered\s+post|count\s+as\s+downtime|then\s+indefinitely|by\s+word\s+of\s+mouth|exclusive\s+of\s+VAT|inclusive\s+of\s+VAT|by\s+one\s+level\s+up|deemed\s+accepted|deemed\s+approved|in\s+doubt\s+higher|then\s+indefinite|1\s+level\s+higher|in\s+doubt\s+lower|not\s+assignable|plus\s+sales\s+tax|1\s+level\s+lower|deemed\s+agreed|excess\s+counts|excluding\s+VAT|including\s+tax|no\s+carry\s+over|by\s+one\s+level|one\s+level\s+up|exceeded\s+by|withholding|and\s+higher|assignment|overrun\s+by|root-cause|and\s+above|emergency|missed\s+by|excluded|holidays|included|optional|plus\s+GST|plus\s+tax|plus\s+vat|required|shipping|verbally|average|decided|overdue|restore|smaller|systems|written|begins|duties|fiscal|higher|larger|missed|orally|relies|remedy|signed|sooner|early|later|least|order|steps|times|total|back|cash|copy|earn|hand|most|sole|test|and|fee|log|new|per|no|of|or)>/
syn match slaUnit /\v<%(commercially\s+reasonable\s+endeavours|as\s+soon\s+as\s+reasonably\s+practicable|commercially\s+reasonable\s+efforts|as\s+soon\s+as\s+reasonably\s+possible|commercially\s+reasonable\s+effort|as\s+agreed\s+for\s+each\s+case|all\s+reasonable\s+efforts|as\s+agreed\s+case\s+by\s+case|as\s+soon\s+as\s+practicable|reasonable\s+endeavours|to\s+be\s+agreed\s+per\s+case|as\s+soon\s+as\s+possible|without\s+undue\s+delay|as\s+agreed\s+per\s+case|as\s+capacity\s+allows|once\s+every\s+quarter|reasonable\s+efforts|next\s+business\s+day|once\s+each\s+quarter|once\s+in\s+a\s+quarter|reasonable\s+effort|same\s+business\s+day|next\s+working\s+day|once\s+every\s+month|once\s+per\s+quarter|same\s+working\s+day|as\s+time\s+permits|best\s+endeavours|once\s+each\s+month|once\s+every\s+hour|once\s+every\s+week|once\s+every\s+year|once\s+in\s+a\s+month|time\s+permitting|once\s+a\s+quarter|once\s+each\s+hour|once\s+each\s+week|once\s+each\s+year|once\s+every\s+day|once\s+in\s+a\s+hour|once\s+in\s+a\s+week|once\s+in\s+a\s+year|once\s+per\s+month|when\s+available|once\s+each\s+day|once\s+in\s+a\s+day|once\s+per\s+hour|once\s+per\s+week|once\s+per\s+year|straight\s+away|when\s+required|without\s+delay|as\s+available|as\s+scheduled|best\s+efforts|best-efforts|by\s+agreement|indefinitely|milliseconds|once\s+a\s+month|once\s+per\s+day|as\s+required|best\s+effort|best-effort|fortnightly|half-yearly|immediately|millisecond|once\s+a\s+hour|once\s+a\s+week|once\s+a\s+year|when\s+needed|indefinite|once\s+a\s+day|open-ended|as\s+agreed|as\s+needed|if\s+needed|on\s+demand|quarterly|unlimited|when\s+free|annually|promptly|quarters|at\s+once|minutes|monthly|nightly|quarter|seconds|Gbit\/s|Mbit\/s|Pbit\/s|Tbit\/s|hourly|kbit\/s|minute|months|second|weekly|yearly|bit\/s|daily|hours|month|weeks|years|ASAP|GB\/s|MB\/s|PB\/s|TB\/s|asap|days|hour|kB\/s|week|year|B\/s|GiB|KiB|MiB|NBD|PiB|SBD|TiB|day|fri|mon|sat|sun|thu|tue|wed|GB|KB|MB|PB|TB|kB|ms|B)>/
syn match slaPart /\v<%(from\s+first\s+full\s+month\s+after|does\s+not\s+count\s+as\s+downtime|from\s+first\s+full\s+month\s+from|not\s+application-consistent|excess\s+counts\s+as\s+downtime|from\s+first\s+full\s+month\s+of|inclusive\s+of\s+maintenance|application-consistent|deemed\s+accepted\s+after|from\s+first\s+full\s+month|indefinite\s+thereafter|by\s+registered\s+letter|deemed\s+accepted\s+when|in\s+doubt\s+the\s+higher|counts\s+as\s+downtime|deemed\s+accepted\s+by|in\s+doubt\s+the\s+lower|not\s+carried\s+over|not\s+transferable|one\s+level\s+higher|answered\s+within|disputed\s+within|notified\s+within|one\s+level\s+lower|reported\s+within|not\s+cumulative|received\s+after|averaged\s+over|counted\s+after|including\s+VAT|not\s+automatic|renewed\s+every|cured\s+within|fixed\s+within|not\s+pro-rata|prolonged\s+by|tested\s+every|evidence\s+to|in\s+steps\s+of|in\s+the\s+last|measured\s+by|not\s+in\s+cash|on\s+holidays|to\s+at\s+least|used\s+within|cumulative|ends\s+after|on\s+average|registered|to\s+at\s+most|automatic|certified|committed|immutable|otherwise|prolonged|at\s+least|averaged|disputed|evidence|in\s+total|measured|notified|plus\s+VAT|pro-rata|received|reported|separate|address|at\s+most|between|contact|counted|held\s+by|in\s+cash|offsite|outside|renewed|version|without|before|during|except|manual|sector|spaced|tested|travel|unless|verbal|within|above|after|below|carry|cured|every|fixed|under|until|each|ends|free|from|held|link|over|used|when|with|for|not|as|at|by|in|on|to)>/
syn match slaOpen /\v<%(unstated|tbd)>/
syn match slaClause /\v%(^\s*%(\[[^\]]*\]\s*)?)@<=%(emergency\s+maintenance|fiscal\s+year\s+begins|restore\s+on\s+request|no\s+withholding\s+of|root-cause\s+report|priority\s+decided|confidentiality|copy\s+on\s+request|no\s+guarantee\s+of|no\s+liability\s+of|handled\s+before|force-majeure|handled\s+after|no\s+assignment|restore\s+order|availability|differential|log\s+shipping|no\s+refund\s+of|test\s+restore|acknowledge|incremental|maintenance|new\s+systems|no\s+increase|replication|sole\s+remedy|subcontract|week\s+begins|controller|no\s+credits|precedence|workaround|early\s+fee|earn\s+back|effective|guarantee|hand\s+over|indemnify|insurance|no\s+credit|no\s+refund|processor|reference|signed\s+by|currency|customer|dispatch|disputes|downtime|escalate|excludes|failback|failover|includes|increase|interest|language|personal|provider|snapshot|survives|transfer|uncapped|withdraw|applies|approve|belongs|contact|contain|content|control|deliver|dispute|encrypt|example|failure|forfeit|formula|handled|invoice|latency|licence|located|purpose|reminds|reopens|request|resolve|respond|resumes|suspend|true-up|warrant|accept|access|assess|assign|assist|charge|clause|closed|closes|covers|credit|decide|define|delete|excuse|family|liable|no\s+end|notice|notify|onsite|outage|pauses|refund|region|return|review|starts|status|update|verify|amend|audit|claim|limit|lower|media|owner|patch|raise|renew|scale|stops|store|full|keep|keys|kind|must|open|paid|runs|site|size|term|text|tier|void|work|zone|cap|end|law|may|mfa|pay|rpo|rto|see)>/
syn match slaBlock /\v%(^\s*%(\[[^\]]*\]\s*)?)@<=%(termination|exceptions|onboarding|agreement|duties\s+of|liability|relies\s+on|priority|security|credits|service|backup|change|metric|report|clock|hours|data|exit|fees|plan)>/
syn match slaLabel /\v^\s*\zs\[[^\]]*\]/
syn match slaCompare /\v[<>]\=?|\=/
syn region slaString start=/"/ skip=/[^"]/ end=/"/ end=/$/ oneline
syn match slaReference /\v\{%(\[[^\]{}]*\]|\a[[:alnum:]_.-]*)\}/ contained
syn region slaText start=/"""/ end=/"""/ contains=slaReference
syn match slaComment /#.*$/ contains=slaWaiver
syn match slaWaiver /#\+\s*clausecheck:/ contained

hi def link slaBlock Structure
hi def link slaClause Statement
hi def link slaOpen Constant
hi def link slaPart Operator
hi def link slaUnit Type
hi def link slaTie Operator
hi def link slaMeaning Identifier
hi def link slaNumber Number
hi def link slaDate Number
hi def link slaLabel Label
hi def link slaCompare Operator
hi def link slaString String
hi def link slaText String
hi def link slaReference Special
hi def link slaComment Comment
hi def link slaWaiver PreProc

let b:current_syntax = "sla"
let &cpo = s:cpo_save
unlet s:cpo_save
