#include "flows/core/csv.h"
#include "flows/customers/customer_file.h"
#include "tests/support/profiles.h"

namespace sportello::flows {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> faults_of(const std::vector<CsvFault>& faults) {
  std::vector<std::string> lines;
  for (const CsvFault& fault : faults) lines.push_back(std::to_string(fault.line) + ": " + fault.text);
  return lines;
}

TEST(Csv, ReadsWhatExcelWritesInItalian) {
  const CsvTable table = read_csv("\xEF\xBB\xBF" "azienda;nome\r\n\"Rossi; figli\";Niccolò\r\n\r\n");
  EXPECT_THAT(table.faults, IsEmpty());
  EXPECT_THAT(table.header.cells, ElementsAre("azienda", "nome"));
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_THAT(table.rows[0].cells, ElementsAre("Rossi; figli", "Niccolò"));
  EXPECT_EQ(table.rows[0].line, 2U);
}

TEST(Csv, ReadsQuotesAndLineBreaksInsideThem) {
  const CsvTable table = read_csv("a,b\n\"due\nrighe\",\"detto \"\"Tino\"\"\"\nx,y");
  EXPECT_THAT(table.faults, IsEmpty());
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_THAT(table.rows[0].cells, ElementsAre("due\nrighe", "detto \"Tino\""));
  EXPECT_EQ(table.rows[1].line, 4U);
}

TEST(Csv, RefusesWhatIsDoubtfulWithItsLine) {
  EXPECT_THAT(faults_of(read_csv("a,b\nx\n1,2,3\n").faults), ElementsAre(HasSubstr("2: has 1"), HasSubstr("3: has 3")));
  EXPECT_THAT(faults_of(read_csv("a,b\nx,\"y\n").faults), ElementsAre(HasSubstr("2: a quotation mark is opened")));
  EXPECT_THAT(faults_of(read_csv("a,b\n\"x\"y,z\n").faults), ElementsAre(HasSubstr("2: there is text after")));
  EXPECT_THAT(faults_of(read_csv("a,b\nx\"y,z\n").faults), ElementsAre(HasSubstr("2: a quotation mark in the middle")));
  EXPECT_THAT(faults_of(read_csv("").faults), ElementsAre(HasSubstr("empty")));
}

TEST(Csv, RefusesOtherEncodingsWithAdvice) {
  EXPECT_THAT(faults_of(read_csv("nome\nNiccol\xF2\n").faults),
              ElementsAre(testing::AllOf(HasSubstr("2: "), HasSubstr("CSV UTF-8"))));
  EXPECT_THAT(faults_of(read_csv(std::string("\xFF\xFEn\0", 4)).faults), ElementsAre(HasSubstr("UTF-16")));
}

TEST(Csv, WritesWhatItReads) {
  const std::vector<std::string> cells{"a", "b,c", "d\"e", "f\ng", " h", ""};
  EXPECT_THAT(read_csv(csv_line(cells)).header.cells, testing::ElementsAreArray(cells));
}

const Business& leotron() {
  static const Business business = test::load_shipped("leotron");
  return business;
}

TEST(CustomerFile, ReadsEveryColumn) {
  const auto file = read_customers(
      "codice;azienda;piano;dal;al;in regola;licenze;nome;telefono;email;abilitata;lingua;apparecchio;matricola;"
      "data acquisto;estensione\n"
      "C1;Rossi Srl;J-System;1/1/2026;31/12/2026;sì;3;Anna Rossi;333 1234567;Anna@Rossi.example;sì;it;Zebra;Z1;"
      "2026-01-31;no\n",
      leotron());
  ASSERT_THAT(faults_of(file.faults), testing::Contains(HasSubstr("there is no 'J-System'; there are standard, extended")));
  const auto good = read_customers(
      "codice,azienda,piano,dal,al,in_regola,licenze,nome,telefono,email,abilitata\n"
      "C1,Rossi Srl,Assistenza estesa (J-System),1/1/2026,31/12/2026,sì,3,Anna Rossi,333 1234567,Anna@Rossi.example,no\n",
      leotron());
  ASSERT_THAT(faults_of(good.faults), IsEmpty());
  const CustomerLine& line = good.lines.at(0);
  EXPECT_EQ(line.code, "C1");
  EXPECT_EQ(line.plan, "extended");
  EXPECT_EQ(iso_date(*line.to), "2026-12-31");
  EXPECT_EQ(line.standing, "good");
  EXPECT_EQ(line.licences, 3);
  EXPECT_EQ(line.phone, "+393331234567");
  EXPECT_EQ(line.email, "anna@rossi.example");
  EXPECT_EQ(line.email_enabled, false);
}

TEST(CustomerFile, ListsEveryBadLine) {
  const auto file = read_customers(
      "azienda,piano,dal,al,nome,telefono,email\n"
      "Rossi,gold,,,,,\n"
      "Verdi,standard,31/12/2026,1/1/2026,,,\n"
      "Neri,,,30/2/2026,,,\n"
      ",,,,Ugo,,\n"
      ",,,,Ugo,12,\n"
      "Blu,,,,,,nobody\n",
      leotron());
  EXPECT_THAT(faults_of(file.faults),
              ElementsAre(HasSubstr("2: plan: there is no 'gold'"), HasSubstr("3: valid_to comes before"),
                          HasSubstr("4: valid_to: '30/2/2026' is no date"), HasSubstr("5: names neither"),
                          HasSubstr("5: 'Ugo' has neither"), HasSubstr("6: phone: '12'"), HasSubstr("6: names neither"),
                          HasSubstr("6: 'Ugo' has neither"), HasSubstr("7: email: 'nobody'")));
}

TEST(CustomerFile, NoticesLinesThatContradictEachOther) {
  const auto file = read_customers(
      "codice,azienda,in_regola,nome,telefono\n"
      "C1,Rossi,sì,Anna,333 1234567\n"
      "C1,Verdi,,,\n"
      ",Rossi,no,,\n"
      ",Neri,,Ugo,333 1234567\n",
      leotron());
  EXPECT_THAT(faults_of(file.faults),
              ElementsAre(HasSubstr("3: company code C1 is 'Rossi' on line 2"), HasSubstr("4: 'Rossi' has another standing"),
                          HasSubstr("5: +393331234567 is 'Anna' on line 2")));
}

TEST(CustomerFile, RefusesUnknownColumns) {
  EXPECT_THAT(faults_of(read_customers("azienda,colore\nRossi,blu\n", leotron()).faults),
              ElementsAre(HasSubstr("1: there is no column 'colore'")));
}

}  // namespace
}  // namespace sportello::flows
