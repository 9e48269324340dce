// Prints what parseDotenv() reads from each file given: one line of JSON a file, names sorted.

#include "core/postgres/dotenv.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        QFile file(QFile::decodeName(argv[i]));
        if (!file.open(QIODevice::ReadOnly)) {
            std::fprintf(stderr, "%s: %s\n", argv[i], qPrintable(file.errorString()));
            return 1;
        }
        QJsonObject object; // sorts its keys
        const QHash<QString, QString> values = aegisx::postgres::parseDotenv(file.readAll());
        for (auto value = values.cbegin(); value != values.cend(); ++value) {
            object.insert(value.key(), value.value());
        }
        std::puts(QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
    }
    return 0;
}
