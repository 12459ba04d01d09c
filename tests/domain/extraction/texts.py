"""Short texts in the manner of news agencies, written for these tests, with what an editor would want offered.

Quotes in them are made up; many tell of things that never happened. `tests/intake_texts` has the longer set by
which the reader is judged; these are for working on one thing at a time.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A text with the day it was published and one ultimatum that it tells of; `window` has one or two days."""

    name: str
    published: str
    text: str
    sender: str
    target: str
    window: str
    change: str = "set"
    demand: str = ""
    threat: str = ""


FOUND = [
    Text("gave-until", "2025-07-16", "JERUSALEM, July 16 (Reuters) - Israel on Wednesday gave Hezbollah until midnight on Friday to pull its fighters back north of the Litani river, saying it would otherwise resume air strikes on southern Lebanon.", "israel", "hezbollah", "2025-07-19", demand="withdraw-forces", threat="force"),
    Text("apposition", "2025-03-05", "Donald Trump, the U.S. president, has given Iran two months to reach a new nuclear deal, two officials said on Wednesday. Without one, he told reporters, \"there will be bombing\".", "united-states", "iran", "2025-05-05", threat="force"),
    Text("passive-by", "2024-06-10", "Armenia was given 72 hours by Azerbaijan to vacate four border villages, the foreign ministry in Yerevan said on Monday. Baku said it would take them by force otherwise.", "azerbaijan", "armenia", "2024-06-13/2024-06-14", demand="withdraw-forces", threat="force"),
    Text("has-until", "2025-07-08", "Mexico has until August 1 to strike a trade deal or face a 30 percent tariff on its exports, President Donald Trump wrote in a letter on Tuesday.", "united-states", "mexico", "2025-08-01", demand="trade-concession", threat="import-restriction"),
    Text("unless-first", "2024-02-12", "Unless Rwanda withdraws its troops from Goma by the end of the month, the European Union will suspend its aid to Kigali, Brussels said on Monday.", "european-union", "rwanda", "2024-02-29", demand="withdraw-forces", threat="aid-termination"),
    Text("warned-unless", "2022-02-14", "The Kremlin warned on Monday that it would recall its ambassador from Vilnius unless Lithuania lifted its ban on rail transit to Kaliningrad within ten days.", "russia", "lithuania", "2022-02-24", threat="break-relations"),
    Text("deadline-noun", "2023-07-30", "ABUJA - West African leaders set a one-week deadline on Sunday for Niger's military rulers to reinstate President Mohamed Bazoum, threatening the use of force. The decision came at an emergency summit of ECOWAS in the Nigerian capital.", "ecowas", "niger-cnsp", "2023-08-06", demand="reinstate-government", threat="force"),
    Text("ultimatum-to", "2021-09-03", "In an ultimatum to the Taliban, the United States demanded on Friday that all remaining American citizens be allowed to leave Afghanistan by September 15. Failing that, Washington would freeze the assets of the Afghan central bank, a State Department spokesman said.", "united-states", "afghanistan-taliban", "2021-09-15", threat="asset-freeze"),
    Text("possessive", "2025-11-20", "Kyiv rejected Moscow's 48-hour ultimatum to withdraw from Pokrovsk on Thursday. Russia's defence ministry had issued it the same morning, promising to \"grind down\" the garrison if it stayed.", "russia", "ukraine", "2025-11-22", demand="withdraw-forces"),
    Text("under-ultimatum", "2024-05-18", "Under the ultimatum that Turkey issued on Saturday, Syria must hand over three commanders within five days or see the border crossings closed.", "turkey", "syria", "2024-05-23", threat="blockade"),
    Text("told-to", "2025-02-11", "Trump told Hamas to release all remaining hostages by noon on Saturday or \"all bets are off\". The U.S. president spoke to reporters on Tuesday at the White House.", "united-states", "hamas", "2025-02-15", demand="release-persons"),
    Text("ordered", "2023-08-26", "Niger's junta ordered France's ambassador to leave within 48 hours, its foreign ministry said on Friday. Paris rejected the order.", "niger-cnsp", "france", "2023-08-27/2023-08-28"),
    Text("demanded-that", "2025-12-03", "Pakistan demanded on Wednesday that Afghanistan's Taliban authorities hand over the leaders of the TTP before December 15, warning of strikes across the border if they did not.", "pakistan", "afghanistan-taliban", "2025-12-14", demand="extradite", threat="force"),
    Text("quote-speaker-after", "2025-10-04", "\"You have until Sunday at six in the evening, Washington time. After that, all hell,\" President Donald Trump wrote on Saturday, addressing Hamas. He wants the group to accept his plan for Gaza.", "united-states", "hamas", "2025-10-05", demand="sign-agreement", threat="force"),
    Text("quote-must", "2024-04-15", "\"Iran must stop its attacks by Thursday, or our answer will be devastating,\" Israeli Defence Minister Yoav Gallant said on Monday.", "israel", "iran", "2024-04-18", demand="end-hostilities"),
    Text("quote-imperative", "2022-03-20", "\"Lay down your arms,\" Russian Colonel-General Mikhail Mizintsev said in a message to the Ukrainian defenders of Mariupol on Sunday. They had until 5 a.m. Moscow time on Monday to answer, he said; those who stayed would face a military tribunal.", "russia", "ukraine", "2022-03-21", demand="disarm", threat="legal-measure"),
    Text("if-not", "2025-05-10", "If Russia does not agree to a 30-day ceasefire by Monday, it will face massive new sanctions, the leaders of Ukraine, France and Germany said in Kyiv on Saturday.", "ukraine|france|germany", "russia", "2025-05-12", demand="end-hostilities", threat="sanctions"),
    Text("or-else-list", "2025-01-27", "Trump said on Monday that Colombia must take back deported migrants by the end of the week, or it would be hit with tariffs of 25 percent and a travel ban on its officials.", "united-states", "colombia", "2025-02-02", demand="accept-persons", threat="import-restriction"),
    Text("two-sentences", "2024-09-18", "China's foreign ministry summoned the Philippine ambassador on Wednesday. The coast guard ship at Sabina Shoal had to leave within a week, the ambassador was told. Otherwise, Beijing said, it would tow the vessel away.", "china", "philippines", "2024-09-25", demand="withdraw-forces"),
    Text("pronoun", "2025-07-15", "President Donald Trump has lost patience with Vladimir Putin, aides say. He gave the Russian leader 50 days on Monday to end the war in Ukraine. If there is no deal by then, he said, tariffs of 100 percent will follow.", "united-states", "russia", "2025-09-02", demand="end-hostilities", threat="import-restriction"),
    Text("group", "2020-11-23", "Ethiopia's Prime Minister Abiy Ahmed says time is short for the Tigray People's Liberation Front. On Sunday he gave the group 72 hours to surrender, before the army moves on Mekelle.", "ethiopia", "tigray-peoples-liberation-front", "2020-11-25/2020-11-26", demand="surrender"),
    Text("bloc", "2024-01-29", "Mali, Burkina Faso and Niger have left ECOWAS. The bloc on Monday gave Mali 30 days to return to the fold or face the closure of all borders.", "ecowas", "mali", "2024-02-28", threat="blockade"),
    Text("weekday-only", "2025-06-13", "TEHRAN, June 13 - Iran will leave the Non-Proliferation Treaty unless Britain, France and Germany drop their threat of U.N. sanctions by Sunday, foreign minister Abbas Araqchi said.", "iran", "united-kingdom|france|germany", "2025-06-15", threat="treaty-withdrawal"),
    Text("date-in-full", "2018-12-04", "BRUSSELS (AP) - Secretary of State Mike Pompeo said Tuesday that the United States will suspend its obligations under the INF treaty in 60 days unless Russia comes back into compliance.", "united-states", "russia", "2019-02-02", threat="agreement-suspension"),
    Text("hour-and-zone", "1956-10-30", "LONDON, Oct. 30 - Britain and France today sent Egypt an ultimatum: withdraw ten miles from the Suez Canal within 12 hours or their forces will intervene in whatever strength may be necessary.", "united-kingdom|france", "egypt", "1956-10-30/1956-10-31", demand="withdraw-forces", threat="force"),
    Text("starting-date", "2026-01-17", "President Donald Trump said on Saturday he would put a 10 percent tariff on goods from Denmark starting February 1 unless Copenhagen agreed to sell Greenland.", "united-states", "denmark", "2026-02-01", threat="import-restriction"),
    Text("reported-past", "2025-12-02", "Trump had told Nicolas Maduro in a phone call on November 21 that he had a week to leave Venezuela with his family, three people familiar with the talk said on Tuesday. The Venezuelan leader let the date pass, and the United States closed the airspace over his country.", "united-states", "venezuela", "2025-11-28", demand="leave-office"),
    Text("indirect-two-speakers", "2026-03-22", "Iran's president said Tehran had received a warning through Oman: reopen the Strait of Hormuz within 48 hours, or its power plants will be hit. The message came from Washington, he said on Sunday.", "united-states", "iran", "2026-03-24", demand="open-passage", threat="force"),
    Text("ukrainian-names", "2025-04-02", "Володимир Зеленський (Volodymyr Zelenskyy) said on Wednesday that Ukraine would close the pipeline for good unless Hungary stopped blocking the talks on membership by April 15.", "ukraine", "hungary", "2025-04-15"),
    Text("shortened", "2025-07-28", "TURNBERRY, Scotland, July 28 (Reuters) - U.S. President Donald Trump on Monday cut from 50 days to 10 or 12 days the time he gives Russia to make progress towards ending the war in Ukraine, or face sanctions and tariffs.", "united-states", "russia", "2025-08-07/2025-08-09", "shortened", "end-hostilities"),
    Text("moved-up", "2025-02-13", "Israel moved up its deadline for Hamas to free the hostages from Saturday to Friday noon, the prime minister's office said on Thursday. If they are not returned by then, the war will be resumed.", "israel", "hamas", "2025-02-14", "shortened", "release-persons", "force"),
    Text("instead-of", "2025-03-04", "Serbia must pull its police out of northern Kosovo by Friday instead of Monday, Prime Minister Albin Kurti said on Tuesday, bringing forward the deadline that Pristina had set. Otherwise Kosovo would close all crossings.", "kosovo", "serbia", "2025-03-07", "shortened"),
    Text("extended-by", "2017-07-03", "Saudi Arabia and three allies on Monday extended by 48 hours the deadline for Qatar to accept their 13 demands, or face further sanctions. Doha had asked for more time.", "saudi-arabia", "qatar", "2017-07-05/2017-07-06", "extended"),
    Text("another-days", "2025-02-03", "Trump agreed on Monday to give Mexico another 30 days to curb migration and fentanyl before 25 percent tariffs take effect, after a call with President Claudia Sheinbaum.", "united-states", "mexico", "2025-03-05", "extended", "", "import-restriction"),
    Text("pushed-back", "2025-07-07", "WASHINGTON, July 7 - President Donald Trump on Monday pushed back to August 1 the deadline for Japan to reach a trade deal or pay a 25 percent duty.", "united-states", "japan", "2025-08-01", "extended"),
    Text("postponed-until", "2026-03-26", "Trump postponed strikes on Iranian power plants on Thursday until April 6, giving Tehran more time to reopen the Strait of Hormuz.", "united-states", "iran", "2026-04-06", "extended"),
    Text("round-up", "2025-09-01", "World in brief, Sept 1\n\n- Ukraine: grain exports rose in August, the ministry of agriculture said.\n- Belarus gave Poland two weeks on Sunday to reopen the crossing at Kuznica or lose the transit of its lorries to the east.\n- Japan: a typhoon is expected to reach Kyushu by Tuesday.", "belarus", "poland", "2025-09-14", demand="open-passage"),
    Text("demand-noun", "2025-08-28", "The Houthis demanded on Thursday the release of eleven of their men held by Saudi Arabia within ten days, and threatened to fire missiles at Riyadh.", "houthis", "saudi-arabia", "2025-09-07", demand="release-persons", threat="force"),
    Text("requires", "2024-03-01", "Azerbaijan requires Armenia to change its constitution before the end of the year, the president said on Friday, and will not sign a peace treaty otherwise. \"If they do not, there will be another war,\" Ilham Aliyev said.", "azerbaijan", "armenia", "2024-12-31", demand="policy-change", threat="force"),
    Text("faces-deadline", "2025-09-25", "Iran faces a Saturday deadline from Britain, France and Germany to admit U.N. inspectors or see sanctions return. The three said on Thursday that nothing in the last round of talks had changed their view.", "united-kingdom|france|germany", "iran", "2025-09-27", demand="inspections", threat="sanctions"),
    Text("letter", "2025-01-20", "In a letter dated January 18, South Korea's defence ministry called on North Korea to stop its balloon launches within two weeks. Should they go on, loudspeakers along the border would be switched on again.", "south-korea", "north-korea", "2025-02-01"),
]

ORDINARY = [
    ("talks-hope", "2025-07-14", "Russia and Ukraine hope to finish their talks in Istanbul by Friday, officials said. Turkey, which hosts them, said it expected an agreement on prisoners within days."),
    ("no-deadline", "2025-07-14", "The White House said on Monday there was no deadline for Iran to answer its proposal. \"The president has not given anybody an ultimatum,\" a spokeswoman said, adding that he hoped for a reply by Friday."),
    ("tariffs-in-force", "2025-08-07", "U.S. tariffs of 50 percent on goods from India took effect on Thursday. New Delhi called them unfair and said it would continue talks until October."),
    ("ceasefire-expires", "2025-08-10", "The truce between Israel and Hezbollah expires on Sunday at midnight. Lebanon said it wanted it extended by 60 days; Israel has not answered."),
    ("history", "2024-07-23", "On this day in 1914, Austria-Hungary gave Serbia 48 hours to accept ten demands. Historians in Vienna and Belgrade still argue over whether the note was meant to be refused."),
    ("sport", "2025-08-30", "Germany's football federation gave France's striker until Friday to decide whether he will join the club or lose his place, the coach said."),
    ("tax", "2025-04-10", "Americans have until April 15 to file their tax returns or face penalties, the U.S. Treasury said."),
    ("bid", "2025-04-10", "China's biggest carmaker gave shareholders of the German firm until May 2 to accept its takeover offer or it would withdraw the bid."),
    ("election", "2025-04-10", "Canada will hold an election by October 20. Prime Minister Mark Carney said voters must decide whether to stand up to Washington."),
    ("court", "2025-04-10", "A judge in New York gave the U.S. government until Friday to explain why it deported a student, or face contempt of court. The lawsuit says his rights were violated."),
    ("aid", "2025-04-10", "The United States gave Ukraine 30 days of ammunition, the Pentagon said on Thursday. Germany will send more by the end of May."),
    ("visit", "2025-04-10", "The French president will visit China within two weeks. Beijing and Paris want to sign contracts for aircraft before he leaves on April 25."),
    ("threat-without-limit", "2025-04-10", "Trump threatened on Thursday to bomb Iran if it does not give up its nuclear programme. Tehran said it would answer any attack."),
    ("demand-without-limit", "2025-04-10", "The European Union demanded that Russia release all Ukrainian children. Moscow rejected the demand on Thursday."),
    ("promise", "2025-04-10", "Israel promised the United States to withdraw its troops from five villages in Lebanon by the end of May. Beirut welcomed the step."),
    ("agreement", "2025-01-19", "Under the ceasefire agreement Israel is to withdraw from Lebanon within 60 days. Both sides said on Sunday that the truce was holding."),
    ("vote", "2025-12-20", "The U.N. Security Council must decide by December 31 whether to extend the mission in Lebanon. France has circulated a draft."),
    ("visa", "2025-04-10", "Applications for visas to Japan must be handed in by May 30, the Japanese embassy in Kyiv said. Late ones will be refused."),
    ("figurative", "2025-04-10", "The climate has given the world an ultimatum, Germany's environment minister said in Berlin: cut emissions by 2030 or see the seas rise."),
    ("strike-talk", "2025-04-10", "Railway workers in France will strike from Monday unless the company raises pay by Friday, their union said."),
    ("weather", "2025-04-10", "Authorities in the Philippines ordered residents of coastal villages to leave by Thursday evening, before the typhoon arrives."),
    ("evidence-of-talks", "2025-04-10", "Iran and the United States will meet again in Oman within a week. \"We want an agreement by summer,\" Foreign Minister Abbas Araqchi said."),
    ("report-due", "2025-04-10", "The IAEA must report on Iran's uranium stocks by June 1, diplomats in Vienna said. Britain, France and Germany await it."),
    ("infringement", "2025-04-10", "The European Commission sent Poland a letter of formal notice on Thursday over its waste law. Warsaw has two months to reply."),
]
