"""Words by which a demand, a threat, a change or a thing that is none of them is known. Extend the tables here.

Patterns are read against the outline of a sentence (`outline.py`), which is lower case and has signs for
actors and times. The first matching row of a table of types wins for demands; for threats each row adds one.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from tracker.domain.vocabulary import Change, DemandType, ThreatType

KindT = TypeVar("KindT", bound=StrEnum)
Rows = Sequence[tuple[re.Pattern[str], KindT]]


def _rows(kind: type[KindT], table: str) -> Rows[KindT]:
    rows = []
    for line in table.strip().splitlines():
        name, _, words = line.strip().partition(": ")
        rows.append((re.compile(rf"\b(?:{words})"), kind(name)))
    return rows


DEMANDS = _rows(
    DemandType,
    r"""
    reinstate-government: (?:put|bring|giv)\w* back (?:the )?(?:\w+ )?(?:government|president|cabinet|parliament|constitution)|hand (?:it|power) back|(?:publish\w*|nam\w+) [^.;]{0,20}(?:timetable|date) for (?:elections|a (?:return|handover|transition))|hand\w* (?:over )?(?:power )?to (?:a |the )?civilians?|reinstat\w*|restor\w+ (?:the )?(?:\w+ )?(?:constitutional|president|government|democra|civilian|order)|return(?:ing)? (?:of )?power|hand(?:ing)?(?: over)? power|transfer\w* (?:of )?power|civilian[- ](?:led|rule|government|authority)
    leave-office: (?:be|is|get) out of (?:office|power|(?:his|her) (?:post|office|palace))|(?:still|remain\w*|stay\w*) (?:in (?:office|power|(?:his|her) post)|president|(?:the )?prime minister)|relinquish\w* (?:the )?(?:presidency|premiership|office)|step\w* (?:down|aside)|resign\w*|leav\w+ (?:office|power|the country with (?:his|her|their|family))|relinquish\w* power|give up power|quit(?: power| office| as)?\b|dissol\w+ (?:the )?parliament|call\w* (?:early |new )?elections|hand in his resignation|abdicat\w+
    release-persons: still (?:held|in (?:prison|custody|jail|captivity)|behind bars)|(?:releas|free)(?:e|ed|es|ing|d)?\b (?!trade|of|from|up\b)(?![^.;]{0,30}(?:funds|documents?|report|water|payment|money|aid\b|list|files|statement|text|oil|gas|tapes?))|let out of (?:prison|jail)|(?:allowed|permitted) to see|on (?:a plane|their way home)|free (?:everyone|those|them)|let\b[^.;]{0,40} go\b|(?:releas|free|hand(?:ing)? over|return|let(?:ting)? go|set(?:ting)? free|liberat)\w*[^.;]{0,40}?(?:hostage|captive|prisoner|detain|persons|people|journalist|citizen|men\b|fighters|members|soldier|sailor|crew|him|them|national|president|opposition|bod(?:y|ies)|remains|children|leader|activist|pilot)\w*|(?:hostage|prisoner|detainee|captive)s? (?:be |were |are |must be |to be )?(?:released|freed|returned)|free (?:the|all)
    accept-persons: (?:tak\w+ back|accept\w*|readmit\w*)[^.;]{0,30}?(?:migrants|deportees|deportation|refugees|nationals|returnees)
    extradite: hand-?over of (?:the )?(?:\w+ ){0,3}(?:commanders?|suspects?|leaders?|men|fugitives?|officers?|militants)|(?:hand|turn|deliver|surrender|transfer|giv)\w*[^.;]{0,25}(?:over|up|to)?[^.;]{0,20}(?:suspects?|killers?|gunmen|plotters|deserters|terrorists|fugitives?|militants who|bin laden|former (?:president|minister)|(?:men|nationals|officers|leaders|persons) (?:who|accused|charged|wanted|of the banned|of @)|leaders of)|(?:is|are|was|were|be) handed over|transfer\w* [^.;]{0,60} to (?:the )?(?:\w+ |@ |~ )?(?:side|authorities|@)|extradit\w+|hand(?:ing)?[^.;]{0,20} over (?:\w+ ){0,4}(?:suspects?|accused|bin laden|al qaeda|leaders|commanders?|fugitives?|generals?|killers?|gunmen|men wanted)|surrender (?:the )?suspects?
    inspections: inspect(?:ion|or)s?|iaea|access to (?:its )?(?:nuclear )?sites|monitors?\b
    disarm: (?:clear|lift|remov)\w* (?:of |the |all |its |their )?(?:[\w-]+ )?mines\b|remov\w+ (?:its|their|the|all) (?:heavy )?(?:weapons|missiles|rockets|arms)|tak\w+ away [^.;]{0,30}(?:weapons|arms)|turn\w* over (?:its|their|the|all) [^.;]{0,20}(?:weapons|arms)|put down (?:its|their) (?:weapons|arms)|disarm\w*|give up (?:\w+ ){0,2}(?:weapons|arms|arsenal)|hand(?:ing)?(?: over)? (?:\w+ ){0,3}(?:weapons|arms|arsenal)|dissolv\w+ (?:into|itself)|disband\w*|decommission\w*|dismantl\w+ (?:\w+ ){0,4}(?:missiles?|weapons|nuclear|arsenal|programme|program|military|bases|posts|works|launchers|militia)|demilitari[sz]\w+|destroy\w* (?:\w+ ){0,3}(?:missiles|weapons|stockpile)|enrich\w+|nuclear (?:programme|program|weapons)|missile bases|denuclear\w+|surrender (?:\w+ ){0,2}(?:weapons|arms)
    surrender: surrender\w*|capitulat\w+|lay\w* down (?:\w+ ){0,3}?(?:arms|weapons|rifles|guns)|give (?:themselves|itself|himself) up
    withdraw-forces: clear (?:out of )?(?:the |its |their |all )?(?:[\w-]+ )?(?:valley|wadi|bridge|hills?|heights?|road|pass|islands?|town|village|quarter|zone|forest|bank|airfield|harbou?r|\^)\b|(?:tak|haul|pull|tear)\w* (?:down|away|off) (?:the |its |their )?(?:[\w-]+ )?(?:posts?|flag|fence|radar|barrier|wall|camp|tower|battery|checkpoint)|tak\w+ [^.;]{0,40}(?:flag|marines|soldiers|troops|men) off|(?:be|get|have|clear|pack)\w* (?:gone|out\b|back behind|back across|up and|and go)|ha(?:s|ve) left|back behind|tak\w+ [^.;]{0,30}(?:soldiers|troops|forces|guns|weapons) (?:off|back)|guns back|turn(?:s|ed)? back|remov\w+ (?:its |the |an? |all )?(?:post|barrier|vessels|ships|platforms?|camps?|bases?|checkpoints?|roadblocks?)|(?:withdr[ae]w\w*|pull\w*(?: back| out)?|remov\w+|evacuat\w+|vacat\w+|recall\w*|leav\w+|quit|exit\w*|get out|moved? out)[^;]{0,60}?(?:troops|forces|army|soldiers|military|positions|territor|border|bases?|fighters|\^|enclave|city|country|town|region|strip|area|peacekeepers|mercenaries|tanks|vessels?|ships?|police|engineers|equipment)|withdraw\w*|pull(?:ing)? (?:back|out)|leave (?:[\w^@~]+ ){0,3}#|^leave (?!office|power|the (?:party|government|coalition|talks))|^go\b|go (?:home|away)\b|out of (?:the|\^|@)|tak\w+ [^.;]{0,30}(?:soldiers|troops|forces) (?:out|home|away)|troop (?:withdrawal|pullout|pull-out)|(?:leave|left) (?:the\b|\^|@)
    open-passage: let\w* [^.;]{0,50}\b(?:through|pass|in\b|sail|cross|leave|transit)\b|flow\w* again|unblock\w*|switch\w* [^.;]{0,20}back on|restor\w+ [^.;]{0,20}(?:flow|suppl(?:y|ies)|transit|power|water|gas)|let (?:\w+ ){0,2}(?:aid|food|fuel|medicine|trucks|convoys|ships)|crude arriv|(?:re)?open\w*[^.;]{0,40}?(?:strait|border|crossing|corridor|port|passage|shipping|route|airport|road|waterway|canal)s?|lift\w*[^.;]{0,30}?(?:blockade|siege)|allow\w*[^.;]{0,40}?(?:passage|aid|convoys?|relief|access|trucks|ships|shipping)|humanitarian (?:aid|corridor|access)|let[^.;]{0,20} aid|end\w*[^.;]{0,30}?(?:blockade|siege)
    end-hostilities: (?:stop|halt|end)\w* (?:\w+ ){0,3}(?:mobili[sz]ation|crackdown)|cease-?fire|truce|armistice|end\w*[^.;]{0,30}?(?:war|fighting|hostilities|offensive|attacks?|assault|shelling|invasion|bombardment|violence|strikes|aggression|operations?|campaign)|stop\w*[^.;]{0,40}?(?:war|fighting|attack|offensive|shelling|bomb|shoot|firing|strik|invasion|hostilities|advance|killing)\w*|halt\w*[^.;]{0,40}?(?:war|fighting|attack|offensive|shelling|bomb|invasion|hostilities|advance|strikes|operation|broadcasts)\w*|peace (?:deal|agreement|settlement|talks)|make peace|agree to peace|stand down|de-escalat\w+|lay off
    ratify: ratif\w+
    divest: divest\w*|sell\w*[^.;]{0,30}?(?:stake|assets|unit|operations|shares|business)|sale of|find a (?:new )?(?:owner|buyer)
    cede-territory: (?:buy|sell|sale)\w*[^.;]{0,12}\^|his buying|under (?:\w+ )?(?:federal|central|government|state) control|ced\w+|hand(?:ing)? over (?:the )?(?:territory|region|province|island|land)|give up (?:\w+ ){0,2}(?:territory|land|region)|(?:sale|purchase) of \^|(?:sell|buy)\w* (?:it |him )?\^|annex\w*
    trade-concession: trade (?:deal|agreement|pact|accord|arrangement|barriers|talks|surplus|concessions)|tariffs?\b|(?:lower|cut|remov|drop|scrap|lift|eliminat)\w*[^.;]{0,30}?(?:dut(?:y|ies)|barriers|tariffs?|levies|tax|export)|market access|open\w* (?:its|their|up) (?:market|econom)|buy\w*[^.;]{0,20}?(?:oil|gas|goods)|exports?\b|imports?\b|fair trade
    sign-agreement: (?:return\w*|come|go) (?:back )?to (?:the )?(?:\w+ )?(?:talks|negotiat\w+|negotiating table)|enter (?:into )?(?:talks|negotiations)|agree on\b|join\w* (?:the )?(?:talks|agreement|accord)|come to terms|sign\w*|(?:accept|approv|agree|endors|conclud|reach|strik|mak)\w*[^.;]{0,50}?(?:plan|deal|agreement|accord|proposal|pact|treaty|terms|framework|peace|settlement|memorandum|offer|draft|roadmap|conditions)|agree\w* to|come to the (?:table|negotiating table)|new deal|a deal\b|nuclear (?:deal|agreement)|accept\w*
    clarify-position: clarif\w+|explain\w*|respond\w*|reply|answer\w*|declar\w+ (?:its|their|where)|say whether|state (?:its|their) position|apologi[sz]e\w*|provide (?:proof|evidence|an explanation)|give (?:a|its|their) (?:clear )?(?:answer|reply|response)|make clear|decid\w+
    policy-change: send\w* [^.;]{0,30}(?:ambassador|envoy|diplomats?)[^.;]{0,10} (?:home|away|packing)|repeal\w*|reform\w*|chang\w+|revers\w+|abandon\w*|scrap\w*|suspend\w*|stop\w*|halt\w*|end\w*|ceas\w+|clos\w+|cut\w*|curb\w*|restor\w+|lift\w*|implement\w*|comply|compl(?:y|iance)\w*|meet (?:\w+ ){0,3}(?:demands|conditions|obligations|terms)|pay\w*|return\w*|drop\w*|cancel\w*|ban\w*|act\b|adopt\w*|pass\w* (?:a|the) (?:law|bill|reform)|withdraw (?:the|its) (?:bill|law|candidate)|dismiss\w*|sack\w*|fire\b|hold elections|elections?\b|postpon\w*|law\b|plan for|show\w*|commit\w*|fight\w*|tear\w* down|switch\w* off|turn\w* off|leav(?:e|ing)|expel\w*|cooperat\w+|honou?r\w*|demands
    """,
)

THREATS = _rows(
    ThreatType,
    r"""
    secondary-measures: secondary (?:tariff|sanction)\w*|(?:tariffs?|sanctions|duties|penalties|measures)[^.;]{0,40}?(?:buyers|countries (?:that|which)|those (?:who|that|buying)|trading partners|(?:buy|purchas)\w+ (?:its |~ |@)?(?:oil|energy))
    import-restriction: charged double|purchases? of [^.;]{0,40}(?:not be resumed|stopped|end|halted)|(?:ban|bar|stop|block)\w* (?:all |\w+ ){0,3}imports|no longer clear (?:~ )?customs|(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|import tax\w*|\d+(?:%| percent| per cent))(?! enriched)
    export-restriction: (?:turn|switch|shut|cut)\w* off [^.;]{0,40}(?:power|gas|water|electricity|suppl(?:y|ies)|oil|current)|(?:power|gas|water|electricity|fuel) cuts?\b|not (?:one|a|a single) (?:barrel|lit(?:re|er)|ton(?:ne)?|drop|cubic met(?:re|er)|kilowatt) |cease\w* to be (?:licen[cs]ed|supplied|sold|delivered|exported)|(?:gas|oil|power|electricity|water|fuel|coal|suppl(?:y|ies)|deliveries|transit|pipeline)\b[^.;]{0,40}\b(?:cut|stop\w*|halt\w*|shut|switch\w*|turn\w* off|suspend\w*|end|ends|ended|dry|close[ds]?|review\w*)\b|stop (?:supplying|approving|delivering|selling)|go(?:es)? without (?:goods|coal|gas|oil|power)|(?:halt|stop|cut|end)\w* (?:the )?(?:transit|supply|export|flow|delivery)|(?:halt|stop|cut|end|suspend|block)\w* (?:off )?(?:\w+ |@'s |~ |\^ ){0,3}(?:shipments|supplies|deliveries|exports|sales)|export (?:controls?|ban|restrictions?|curbs)|(?:stop|halt|ban|cut|restrict)\w* (?:\w+ ){0,2}exports
    blockade: not (?:one|a|a single) (?:road|bridge|port|crossing|truck|lorry|train|ship)\b|(?:roads?|highways?|bridges?|railways?|airports?)\b[^.;]{0,40}\b(?:closed|blocked|shut|cut off)|blockad\w+|(?:borders?|crossings?|airspace|ports?|strait) (?:would be |will be |shall be |be |is |are )?(?:closed|shut|sealed)|closure of (?:all |the |its )?(?:\w+ )?(?:borders?|crossings?|airspace)|clos\w+ (?:all |its |the )?(?:\w+ )?(?:crossings?|borders?|airspace)|(?:clos\w+|block\w*|shut\w*) (?:the )?(?:strait|border|airspace|ports?|crossings?|\^)|naval quarantine|siege
    partial-embargo: (?:arms|oil|gas|weapons) embargo
    total-embargo: (?:full|total|trade|complete|economic|financial) (?:and \w+ )?embargo|cut\w* off (?:all )?trade|all trade
    asset-freeze: (?:assets|accounts|funds)\b[^.;]{0,40}\bfrozen|accounts? (?:would|will|could|shall) be (?:blocked|frozen|seized)|block\w* (?:\w+ ){0,3}accounts|freez\w+ (?:of )?(?:\w+ ){0,3}(?:assets|accounts|funds)|asset freezes?|seiz\w+ (?:\w+ ){0,3}assets|assets (?:would|will|shall) be (?:frozen|seized)
    aid-termination: los(?:e|es|ing) [^.;]{0,40}(?:funds|funding|aid|money|euros|dollars|loans|access to (?:funds|loans|credit))|(?:cut\w*|stop\w*|end\w*|halt\w*|withh[eo]ld\w*|suspend\w*|freez\w+|los\w+|terminat\w+|pull\w*)[^.;]{0,30}?(?:aid|assistance|funding|weapons|arms|intelligence|support|loans|bailout|deliveries|supplies|financing|intelligence[- ]sharing|funds)\b|no (?:further |more )?(?:loans|aid|money|weapons)
    travel-ban: (?:barred|banned) from (?:travel\w*|entering)|leaders from travelling|without a visa|visa-free|visas?\b[^.;]{0,50}(?:revoked|cancell?ed|suspended|refused|withdrawn)|travel bans?|visa (?:bans?|restrictions|curbs)|ban\w* (?:\w+ ){0,3}(?:from entering|from travel)|flight ban|no-fly|entry bans?
    agreement-suspension: (?:agreements?|accords?|treat(?:y|ies)|deals?)\b[^.;]{0,60}\b(?:called into question|put in question|lapse|denounced|suspended|reviewed)|(?:truce|ceasefire|pact|deal|accord|agreement) (?:would|will|shall) be (?:void|over|dead|null|cancelled|off)|no longer (?:be )?bound|revok\w+ [^.;]{0,20}(?:deal|agreement|accord|pact)|membership|suspend\w* (?:the |its |their )?(?:\w+ ){0,2}(?:agreement|pact|accord|treaty|deal|membership|talks|truce|ceasefire|cooperation|obligations|commitments|participation)|suspend @|suspension (?:of|from)|(?:cancel|end|terminat)\w* (?:the |its )?(?:ceasefire|truce)|ceasefire (?:would|will|is|was) (?:end|over|be over|cancel)\w*
    treaty-withdrawal: pull (?:the )?[@^] out|pull (?:his|its|her) (?:own )?country out|no longer (?:be )?(?:bound|abide)|(?:withdr[ae]w\w*|pull\w* out|leav\w+|quit|exit\w*|walk away|renounc\w+|abrogat\w+|tear\w* up|scrap\w*|terminat\w+|abandon\w*)[^.;]{0,30}?(?:treaty|pact|accord|agreement|npt|deal)
    multilateral-sanctions: restor\w+ (?:the )?(?:u\.?n\.? )?sanctions|(?:u\.?n\.?|united nations|international|~ ) ?sanctions|snapback|snap back
    sanctions: sanction\w*|punitive measures|economic (?:pressure|penalties|measures|pain)
    break-relations: relations\b[^.;]{0,40}\b(?:at an end|broken|severed|cut|brought down|reduced|downgraded|ended|suspended)|(?:embassy|consulate)\b[^.;]{0,30}\bclosed|(?:sent|send\w*|order\w*) home|ties (?:would|will|shall) be|withdraw\w* (?:its|our|the|@) ?ambassador|recall @|withdraw @|clos\w+ (?:its|the|our) (?:embassy|consulate)|(?:ambassador|envoy|diplomats?) (?:would|will|shall) be (?:expelled|recalled|sent)|(?:break\w*|sever\w*|cut\w*|end\w*|downgrad\w+|suspend\w*)(?: off)?[^.;]{0,20}?(?:relations|ties|diplomatic)|expel\w* (?:the |its |~ )?(?:ambassador|diplomats|envoy)|recall\w* (?:its |the )?ambassador
    legal-measure: (?:war[- ]crimes )?(?:tribunal|prosecut\w+|court|lawsuits?|legal action|legal measures|court-martial|charges|arrest\w*|impeach\w*|criminal case|deport\w*)
    ban: (?:be|face a|a) ban(?:ned)?\b|bann(?:ed|ing)|prohibit\w*|outlaw\w*|shut\w* down
    fine: (?:fines?|fined|penalty payments?|penalties)\b
    force: behead\w*|execut(?:e|ed|ing) (?:the|them|him|her|one|all|its|hostage|captive|prisoner)|blow(?:n|ing)? up|(?:considered|treated|regarded) as (?:an )?enem\w+|washed away|(?:be |been |end up )buried|dug out|(?:in|as) (?:their|its|his) graves?|into custody|draw the sword|occup(?:y|ied|ation)\b|secure (?:\w+ ){0,6}by (?:its|their|our) own|driv(?:e|en) (?:them|it|him|out|back|there)|remove (?:them|it) (?:by|with)|deal(?:t)? with (?:them|it|as)|take up arms|return to (?:war|the bush|arms)|hunt\w* (?:them|it|down)|enter (?:the )?(?:city|town|capital|\^)|march (?:on|in|into)|send in|go in\b|goes in\b|moves? in\b|take matters into|no calm|by the army|take out|(?:^|\s)disarm (?:it|them)|retak\w+|recaptur\w+|by other means|clear (?:it|them) out|(?:jets|planes|tanks|bombers|artillery|gunships|warplanes)\b|treated as (?:pirates|enem\w+|hostile|targets?|combatants)|dealt with|tak(?:e|en) control|would be taken|do it (?:for|ourselves|itself)|see to it|(?:use|with) (?:all|any) (?:means|force)|liberat\w+ (?:it|them|the)|(?:troops|soldiers|army|bombers|tanks) (?:will|would) |take the (?:capital|city|town|palace|island)|resum\w+ its march|fir(?:e|ing) (?:missiles|rockets|on)|missiles|(?:military|armed|use of|by|with) (?:action|force|intervention|operations?|means|response|strikes?|option|offensive|confrontation)|force\b|attack\w*|strik(?:e|es|ing)\b|struck\b|bomb\w*|airstrikes?|air strikes?|invad\w+|invasion|war\b|offensive|assault\w*|annihilat\w+|obliterat\w+|destroy\w*|destruction|raz\w+|level(?:led|ling)?\b|hell\b|storm\w*|kill\w*|eliminat\w+|shell\w*|fire (?:on|at)|set(?:ting)? fire|burn\w*|interven\w+|crush\w*|hit (?:the|its|~|@|back|hard|targets|power|and)|wip\w+ out|fighting|ground (?:operation|incursion)|(?:army|troops|forces|tanks) (?:goes?|will go|would go|moves?|will move|would move) in|bombard\w*|shoot|shot down|hostilities|take (?:\w+ )?by force|resum\w+ (?:the )?(?:war|fighting|attacks|strikes|combat)|militar(?:y|ily)|open fire|military campaign|legitimate targets?|target\w* (?:its|their|~|ships|vessels|power)
    unspecified: tak\w+ care of (?:its|their|our) own|draw (?:all )?(?:the|its) (?:conclusions|consequences)|deems? (?:necessary|appropriate|fit)|assume (?:its|their|our) responsibilit\w+|bear (?:full |the |all )?responsib\w+|obliged to|forced to act|look at other ways|other ways|act\b|responsibility for|(?:severe|serious|grave|dire|unspecified|heavy|harsh|terrible|bad|catastrophic|tough|further) (?:consequences|measures|steps|repercussions|action|response|penalties|price)|consequences|repercussions|or else|further (?:steps|measures|action)|all (?:necessary|available) (?:means|measures)|decisive (?:action|measures)|respond\w*|retaliat\w+|countermeasures|pay a (?:heavy )?price|punish\w*|it will be (?:bad|over)|all options|what is necessary|whatever (?:is necessary|it takes)|act on its own|devastating|crushing (?:response|answer|blow)|our (?:answer|response)|regret|bets are off|every (?:measure|means)|necessary steps|bad things|action\b|measures\b|walk away|step back|move on
    """,
)

CHANGES = _rows(
    Change,
    r"""
    withdrawn: (?:withdr[ae]w\w*|drop(?:s|ped|ping)?|lift(?:s|ed|ing)?|call(?:s|ed|ing)? off|rescind\w*|scrap\w*|cancel\w*|back(?:s|ed|ing)? (?:off|down|away)|abandon\w*|revok\w+|retract\w*|walk(?:s|ed|ing)? (?:back|away from)|shelv\w+)(?: %)?(?: from)? (?:the |its |his |her |their |a |that |an |any |all |earlier |planned |threatened |self-imposed |=|-|[\w%-]+ ){0,6}(?:deadlines?|ultimatums?|ultimata|threats?|time limit|tariffs?|dut(?:y|ies)|demands?)|(?:deadline|ultimatum|threat|time limit)(?: \w+){0,4} (?:was|were|is|has been|had been|are|no longer) (?:being )?(?:withdrawn|dropped|lifted|called off|rescinded|scrapped|cancell?ed|off the table|applies|applied|abandoned)|no longer (?:insist\w*|demand\w*)|no longer (?:a|any|had a|has a|bound by a) (?:\w+ ){0,2}(?:deadline|ultimatum)
    reinstated: reinstat\w+ (?:the |its |his |a )?(?:\w+ )?(?:deadline|ultimatum|threat|tariffs?|time limit)|(?:deadline|ultimatum|threat|time limit)(?: \w+){0,3} (?:is|was|were|are) (?:back on|reinstated|in force again|again in force)|reviv\w+ (?:the |its |his )?(?:\w+ )?(?:deadline|ultimatum|threat)|reimpos\w+ (?:the |its |his |a )?(?:\w+ )?(?:deadline|ultimatum)
    extended: (?:extend\w*|prolong\w*|renew\w*) (?:the |his |her |its |their |a |that )?(?:\w+ )?(?:pause|suspension|moratorium|freeze) (?:on|of)\b
    suspended: (?:suspend\w*|paus\w+|put\w* on hold|freez\w+|froze)(?: \w+){0,1} (?:the |its |his |her |their |a |that |all |planned |threatened |[\w%=#~@'-]+ +){0,6}(?:deadlines?|ultimatums?|threats?|time limit|tariffs?|dut(?:y|ies)|countdown|clock|strikes?|attacks?|bombing|bombardment|offensive|raids|air campaign|shelling)|(?:deadline|ultimatum|threat|tariffs?|dut(?:y|ies))[^.;]{0,70}? (?:was|were|is|has been|had been|are|have been) (?:suspended|paused|put on hold|frozen)|(?:deadline|ultimatum)[^.;]{0,40}on hold
    shortened: (?:mov(?:e|es|ed|ing)|br(?:ing|ings|ought|inging)|pull(?:s|ed|ing)?|shift(?:s|ed|ing)?) (?:the |its |their |his )(?:deadlines?|cut-?off|hour|day|date|time|limit|ultimatum|term)\b[^.;#]{0,70}? (?:forward|ahead|up)\b(?! to date)|shorten\w*[^.;]{0,60}?(?:deadline|ultimatum|time limit|time ?frame|timeline|=|#|period|window|timetable|the time)|(?:cut(?:s|ting)?|reduc\w+|curtail\w*|trim\w*|slash\w*|tighten\w*|accelerat\w+|compress\w*) (?:(?:the|his|her|its|their|that|a|it|@'s|down|short|from|of) |\S+ ?){0,3}?(?:deadline|ultimatum|time limit|time ?frame|timeline|timetable|the time|from =|to [=#]|= (?:deadline|ultimatum|window|period|grace))|(?:mov(?:e|es|ed|ing)|br(?:ing|ings|ought|inging))(?: the| its| his| that| up| forward| \w+){0,4}? (?:up|forward)(?! to date)|(?:deadline|ultimatum|time limit)[^.;]{0,30} (?:was|were|is|has been|had been) (?:shortened|cut|reduced|moved up|brought forward|tightened)|& than (?:first|originally)|less time|(?:days|hours|weeks|[=&]) (?:earlier|sooner) than|earlier than (?:first|originally|planned|demanded)|new(?:,)? (?:shorter|tighter) deadline|(?:shorter|tighter|earlier) deadline|(?:not|rather than|instead of|and not) (?:the )?(?:original |initial |earlier )?= (?:but|from now|he)
    extended: (?:deadline|time limit)[^.;]{0,90}? (?:slip|slide|be (?:pushed|moved|put back|extended|delayed))(?: back)? (?:in)?to\b|= more than @ had\b
    extended: (?:moved|moves|moving|changed|shifted) (?:the |his |her |its |their |that |@'s )?(?:\w+ )?(?:deadline|ultimatum|time limit)\b|(?:hold(?:s|ing)? off|held off|(?:extend\w*|extension of|prolong\w*)\b(?! (?:\w+ |~ |@ |@'s |to |of ){0,4}(?:sanctions|cease-?fire|truce|mandate|mission|emergency|curfew|ban|agreement|pact|treaty|contract|embargo|waiver|lease|support|aid|cooperation|condolences|invitation|help|offer|limits|caps|freeze|prices|subsidies|controls|restrictions|licen[cs]e|peacekeeping|force|forces|hand|deal)\b)|extension\b(?! of)|push\w* back|postpon\w+|(?<!without )(?<!further )(?<!undue )(?<!any )delay\w*|mov\w+ back|put\w* (?:off|back)|defer\w*|lengthen\w*|roll\w* over|stretch\w*|set\w* back)|another =|(?:more|extra|additional) time|(?:an additional|a further|an extra|another) (?:hour|day|week|month|year|=)|pushed? (?:\w+ ){0,4}(?:back|to) |later deadline|further =|additional =
    clarified: clarif\w+|spell\w* out|specif(?:y|ied|ies)|made clear that (?:the )?(?:deadline|ultimatum)|(?:deadline|ultimatum) (?:meant|refers to|referred to|would run|runs? (?:out|until|to))|confirmed (?:that )?(?:the |its |his )?(?:\w+ )?(?:deadline|ultimatum)
    """,
)

ULTIMATUM = r"(?:ultimatums?|ultimata)"
DEADLINE = r"(?:deadlines?|time limits?|cut-?off(?: date)?|final warning|grace period|last warning|countdown|timetable|(?<!on )(?<!further )(?<!short )notice(?! of\b)|time ?frame|timeline|the limit)"

NOT_OURS = re.compile(
    r"""\b(?:
    the\ (?:\w+\ )?cup\b|squads?\ for|football|soccer|cricket|olympic\w*|fifa|uefa|world\ cup|champions\ league|premier\ league|coach|striker|midfielder|transfer\ (?:window|deadline|fee)|
    playoffs?|quarterback|season's|tournament|grand\ prix|nba|nfl|mlb|ioc\b|stadium|goalkeeper|
    tax\ (?:returns?|filing|deadline|year|day)|taxpayers?|irs\b|income\ tax|
    tenders?\b|exclusivity\ period|(?:million|billion|cash)\ offer\b|\ba\ share,?\ in\ cash|securities\ exchange|bids?\b|bidders?|bidding|offers?\ (?:for|period)\ (?:the\ )?(?:stake|shares|company)|takeover|merger|acquisition|
    school|students?\ (?:must|have|can)|university|admissions?|enrol\w*|scholarships?|applications?\b|applicants?|register(?:ed|ing)?\ to\ vote|voter\ registration|
    submissions?\b|entries|call\ for\ papers|grants?\ (?:programme|program)|visa\ applications?|paperwork|
    product\ launch|app\ store|smartphone|box\ office|netflix|album|concert|festival|celebrity|
    theatre|theater|on\ stage|(?:first|second|third|last)\ act\b|opera\b|puppets?|film\b|movie|thriller|novel\b|episode|tv\ series|
    public\ (?:consultation|comment)|comment\ period|consultation\ period|letter\ of\ formal\ notice|infringement\ (?:procedure|proceedings|package)|reasoned\ opinion|
    film|thriller|episode|series,|novel|movie|actors?\b|screen\b|
    plaintiffs?|defendants?|lawsuit|class\ action|court\ filing|appeals?\ court|bankruptcy|chapter\ 11|judge\b|
    city\ council|municipal\ (?:council|authorit\w+|services|workers)|town\ hall|councillors?|(?:lose|losing)\ (?:the|its|their)\ (?:contract|licen[cs]e)|
    typhoon|hurricane|cyclone|blizzard|earthquake|wildfires?|volcan\w+|landslides?|
    retailers?\b|supermarkets?|shelves\b|
    wedding|husband|wife\b|girlfriend|boyfriend|landlord|tenants?|homeowners?|recipe|diet\b|museum|exhibition|
    (?:investors|bond\ markets?|financial\ markets?|shareholders|rat(?:ing|ings)\ agenc(?:y|ies))\ (?:have\ |has\ )?(?:given|gave|handed|set|served|issued|told)|
    earnings|quarterly\ results|dividend|bondholders?|coupon\ payment
    )""",
    re.VERBOSE,
)
"""Matters with deadlines that are no ultimatums, as words that stand near one."""

PROCEDURE = re.compile(
    r"\b(?:(?:have|has|had|must|needs?|would have) (?:to )?be (?:approved|cleared) by|(?:subject to|requires?) (?:\w+ )?approval (?:by|of|from)|(?:federal|district|high court|supreme court) judges?|contempt\b|letter of formal notice|infringement (?:procedure|proceedings|package|case)|reasoned opinion|top court|arbitrat\w+ (?:panel|tribunal|court)|court (?:%|on %|ruled|ordered|gave|told|said)|evict\w*|bailiffs|national carrier|antitrust|competition watchdog|regulators?|data protection|ombudsman|ratings? agency)\b"
)
"""Procedures of authorities, with their time limits; no ultimatums between states."""

DENIED = re.compile(
    r"\b(?:(?:there (?:is|was|are|were)|has|had|have|set|sets|setting|given|gave|giving|with|under|without|without any|face[sd]?|impos\w+) (?:been )?(?:no|not any|not a|never a|any)(?: \w+){0,3} (?:deadlines?|ultimatums?|time limits?|timetables?|timelines?)"
    r"|(?:no|without(?: a| any)?|not(?: a| an| any)?|never(?: an?)?|declin\w+ to (?:set|give|name)(?: a| an)?|refus\w+ to (?:set|give|name)(?: a| an)?|den(?:y|ied|ies) (?:\w+ ){0,6}?(?:an?|any|the)) (?:\w+ ){0,2}(?:deadlines?|ultimatums?|time limits?)(?! (?:extension|was met))"
    r"|(?:did not|didn't|does not|doesn't|do not|has not|hasn't|will not|won't|would not|wouldn't|never|not) (?:\w+ ){0,3}(?:set|giv\w+|issu\w+|impos\w+|deliver\w*)(?: @)? (?:(?:an?|any) (?:\w+ )?(?:deadlines?|ultimatums?)|(?:deadlines|ultimatums))"
    r"|(?:there|it) (?:is|was|were|are|had been|has been) no such (?:deadline|ultimatum|limit|date|demand|threat)"
    r"|(?:den(?:y|ied|ies)|dismiss(?:ed|es)|refut(?:ed|es)|reject(?:ed|s) as (?:false|untrue|wrong)) (?:[\w'@~-]+ ){0,4}?(?:reports?|rumou?rs?|stor(?:y|ies)) (?:\w+ |~ |@ |@'s ){0,5}?that\b[^.;]{0,80}\b(?:given|gave|set|issued|told|ordered|demanded|handed|imposed|threatened|deadline|ultimatum))"
)

HISTORY = re.compile(
    r"^\W*(?:an?|one|two|three|four|five|ten|twenty|\d+) (?:years?|decades?|months) (?:after|on from|since)\b|\b(?:on this day|this day in|anniversary|historians?|history books?|years? ago|decades? ago|had then (?:demanded|given|set|told|threatened|ordered|warned)|century|in (?:1[6-9]\d\d|200\d)\b|(?:1[6-9]\d\d)|world war|cold war|commemorat\w+|memoirs?|biograph\w+|documentary|declassified|looking back|retrospective|textbook|museum|veterans (?:gather|march|remember))"
)

FIGURATIVE = re.compile(
    r"\b(?:in (?:the|its|their|his|her) (?:first|second|third|fourth|fifth|sixth|last|final|opening|closing|next|new) (?:act|scene|part|episode|season|chapter|volume|instalment|novel|film|book)\b|(?:part|episode|season|chapter|act|scene) of (?:the|a|her|his) (?:series|play|novel|trilogy|saga|film|drama|book|show|opera)|ultimatum (?:game|from nature|to (?:voters|fans|himself|herself|myself|my|her|his (?:wife|players|team|squad)))|like an ultimatum|kind of ultimatum|sort of ultimatum|nature's|climate (?:ultimatum|deadline|clock)|ticking clock of|deadline pressure|meet(?:ing)? deadlines?|newspaper deadlines?|romantic|dating|marriage|reality (?:show|series|tv)|bourne)"
)

SPECULATION = re.compile(
    r"\b(?:would not be surprised|wouldn't be surprised|(?:could|might|may) (?:soon |well |yet |then |still |also |next )?(?:give|set|issue|impose|deliver|present|hand|face|get|be (?:given|set|handed|issued)) (?:[@\w'-]+ ){0,3}(?:ultimatums?|deadlines?|time limits?|notice|#|=)|"
    r"(?:consider(?:s|ed|ing)?|weigh(?:s|ed|ing)?|mull(?:s|ed|ing)?|ponder(?:s|ed|ing)?|debat(?:e|es|ed|ing)|discuss(?:es|ed|ing)?) (?:whether to )?(?:an?|the|giv\w+|set\w*|issu\w+|impos\w+) (?:[@\w'-]+ ){0,3}(?:ultimatums?|deadlines?|time limits?)|"
    r"(?:urged|called on|asked|calls? for|want(?:s|ed)?|propos\w+|recommend\w*|suggest\w*) (?:[@%\w'-]+ ){0,4}to (?:give|set|issue) (?:[@%\w'-]+ ){0,3}(?:ultimatums?|deadlines?|#|=)|(?:analysts?|experts?|observers|economists|commentators) (?:say|said|expect|believe|think|argue|predict|warn)\w*|no decision (?:has|had) been (?:taken|made)|(?:one|some) of the (?:options|ideas)|under (?:one|an) option|what if|hypothetical\w*|speculat\w+)"
)
"""A date that somebody thinks possible or wishes for, and nobody has set."""
FULFILLED = re.compile(
    r"\b(?:and (?:it |they |he )?did(?: so)?\b|(?:has|have|had) (?:since |now |already )?(?:complied|done so|been met|met the (?:deadline|demands?))|met the deadline|deadline was met|(?:has|have) since been (?:freed|released|withdrawn|handed))"
)
"""What was demanded is done."""
OPINION = re.compile(
    r"^[\W]*(?:opinion|column|commentary|editorial|essay|book review|review|letters?)\b[ :|\u2013\u2014-]"
)
"""How a column begins, that speaks of ultimatums in figures."""

HOPE = re.compile(
    r"\b(?:hop(?:e|es|ed|ing)|aim(?:s|ed|ing)?|expect(?:s|ed|ing)?|plan(?:s|ned|ning)?|intend(?:s|ed|ing)?|seek(?:s|ing)?|sought|target(?:s|ed|ing)?|agreed|promis\w+|pledg\w+|commit\w+|scheduled?|due|on track|likely|set) (?!to (?:put off|let|allow|give|grant|extend|wait|hold off|postpone|delay|prolong)\b)(?:\w+ ){0,3}?(?:to|by|for)\b"
)

ROUTINE = re.compile(
    r"\b(?:mandates?|peacekeep\w+|u\.?n\.? force|mission|draft resolution|renewal|budget|constitution(?:al)? court|under the (?:deal|agreement|accord|truce|terms|plan|contract)|first phase|in (?:return|exchange)|swap|exchange of|road ?map|drills?|exercises?)\b"
)
"""Matters with dates that both sides agreed on or a body decides; they lower what no threat stands beside."""
