#include "flows/core/html.h"

#include <gtest/gtest.h>

namespace sportello::flows {
namespace {

TEST(HtmlEscaped, LeavesNothingThatAPageWouldReadAsMarkup) {
  EXPECT_EQ(html_escaped("<b class=\"x\" title='y'>R&D</b>"),
            "&lt;b class=&quot;x&quot; title=&#39;y&#39;&gt;R&amp;D&lt;/b&gt;");
}

TEST(HtmlEscaped, KeepsEveryOtherByte) { EXPECT_EQ(html_escaped("perché 80,00 €\n\t–"), "perché 80,00 €\n\t–"); }

}  // namespace
}  // namespace sportello::flows
